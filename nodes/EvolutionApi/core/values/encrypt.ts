import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

// Encrypts values that n8n would store in clear text. AES-256-GCM also detects changes.

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param key 32 bytes @param value any JSON value @param iv at least 12 bytes, different for each value; random by default */
export function encrypt(key: Buffer, value: unknown, iv: Buffer = randomBytes(IV_BYTES)): string {
	const cipher = createCipheriv(CIPHER, key, iv.subarray(0, IV_BYTES));
	const cipherParts = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
	const parts = [iv.subarray(0, IV_BYTES), ...cipherParts, cipher.getAuthTag()];
	return Buffer.concat(parts).toString('base64url');
}

/** Returns the decrypted value; undefined if the text was changed, or encrypted with another key. */
export function decrypt(key: Buffer, text: string): unknown {
	const bytes = Buffer.from(text, 'base64url');
	try {
		const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
		decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
		const plainParts = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()];
		return jsonParse(Buffer.concat(plainParts).toString('utf8'));
	} catch {
		return undefined;
	}
}
