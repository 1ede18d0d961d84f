/** How does an authorised request reach the MCP server, and its answer (which may be a stream) the client? */
import { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse, request as send } from 'node:http';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

/** `onAnswer` is told the status and the MCP session before the client hears them. */
export function forward(
  socketPath: string,
  { request, response, body }: Exchange,
  onAnswer: (status: number, session: string) => void,
): void {
  const { method, url: path } = request;
  const upstream = send({ socketPath, method, path, headers: forwardedHeaders(request) }, (answer) => {
    const status = answer.statusCode ?? 502;
    onAnswer(status, headerText(answer, 'mcp-session-id') || headerText(request, 'mcp-session-id'));
    response.writeHead(status, answer.headers);
    answer.pipe(response);
  });
  upstream.once('error', () => {
    if (!response.headersSent) {
      onAnswer(502, headerText(request, 'mcp-session-id'));
      response.writeHead(502);
    }
    response.end();
  });
  response.once('close', () => upstream.destroy());
  upstream.end(body);
}

/** The token stays here: the server behind needs to know nothing of it. */
function forwardedHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const { authorization: _token, connection: _hop, ...headers } = request.headers;
  return { ...headers, host: 'localhost' };
}

function headerText(message: IncomingMessage, name: string): string {
  const value = message.headers[name];
  return typeof value === 'string' ? value : '';
}
