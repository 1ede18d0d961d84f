/** What are the database and the group role called that own what the agents work on? */
export const databaseName = 'ledger';
export const groupRole = 'agents';
