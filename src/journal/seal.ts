// A small text sealed to one reader, as an armored age file.
import { armor, Decrypter, Encrypter } from "age-encryption";

/** Seals a text for the holder of an age recipient. Rejects where it is none. */
export async function sealTo(recipient: string, text: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

/** Opens it with an identity; undefined where it was sealed for another, or changed. */
export async function openSealed(identity: string, sealed: string): Promise<string | undefined> {
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return await decrypter.decrypt(armor.decode(sealed), "text");
  } catch {
    return undefined;
  }
}
