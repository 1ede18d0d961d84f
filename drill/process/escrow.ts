/** How does a log hold a token without exposing it? Sealed with age for Firebreak's public recipient. */
import { armor, Encrypter } from 'age-encryption';

export async function sealFor(recipient: string, value: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(value));
}
