/** Headers whose values come from objects: control characters in them are refused before anything is sent. */
export function checkHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    // The value may be a secret, so only the name is said.
    if (hasControlCharacter(value))
      throw new TypeError(`the value of the header ${JSON.stringify(name)} has a control character`);
  }
  return headers;
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

/** The value of an `authorization` header for a user and a password. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
