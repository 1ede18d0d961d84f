/** What are the parts of a token exchange called on the wire? RFC 8693 §2.1 and §3. */
export const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
