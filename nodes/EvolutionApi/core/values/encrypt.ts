import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

// For what n8n stores in clear: authenticated encryption, AES-256-GCM.

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * @param key 32 bytes
 * @param value JSON
 * @param iv at least 12 bytes, never the same for another value; left out: random
 */
export function encrypt(key: Buffer, value: unknown, iv: Buffer = randomBytes(IV_BYTES)): string {
	const cipher = createCipheriv(CIPHER, key, iv.subarray(0, IV_BYTES));
	const encrypted = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
	const parts = [iv.subarray(0, IV_BYTES), ...encrypted, cipher.getAuthTag()];
	return Buffer.concat(parts).toString('base64url');
}

/** @returns undefined if another key has encrypted it, or somebody has changed it */
export function decrypt(key: Buffer, text: string): unknown {
	const bytes = Buffer.from(text, 'base64url');
	try {
		const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
		decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
		const opened = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()];
		return jsonParse(Buffer.concat(opened).toString('utf8'));
	} catch {
		return undefined;
	}
}
