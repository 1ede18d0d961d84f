/** Where do set-up and supervision say what they are doing? One line each, no newline at the end, never a secret. */
export type Progress = (line: string) => void;
