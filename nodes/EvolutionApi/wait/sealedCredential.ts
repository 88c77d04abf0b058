import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { jsonParse, type ICredentialDataDecryptedObject } from 'n8n-workflow';

// The fields of a credential may be expressions of the item. n8n does not evaluate these when a request comes to an
// execution that waits, so the execution keeps what they were. Its data is stored in clear: the credential is encrypted
// with a key that n8n computes from its own secret, and that is stored nowhere.

/** n8n signs the URL of the execution; with this parameter it is a URL that nobody calls. */
const PURPOSE = { purpose: 'evolution-credential' };
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** An execution, when it asks and when it waits. */
interface Signing {
	getSignedResumeUrl?: (parameters?: Record<string, string>) => string;
}

/** @returns undefined before n8n 1.105, which signs nothing */
function keyOf(context: Signing): Buffer | undefined {
	const url = context.getSignedResumeUrl?.(PURPOSE);
	if (url === undefined) return undefined;
	const signature = new URL(url).searchParams.get('signature') ?? '';
	return createHash('sha256').update(signature).digest();
}

/** @returns base64; undefined if n8n cannot sign */
export function sealCredential(
	context: Signing,
	credential: ICredentialDataDecryptedObject,
): string | undefined {
	const key = keyOf(context);
	if (key === undefined) return undefined;
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, key, iv);
	const sealed = [cipher.update(JSON.stringify(credential), 'utf8'), cipher.final()];
	return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64');
}

/** @returns undefined if it was not sealed for this execution, or n8n has another secret by now */
export function openCredential(
	context: Signing,
	sealed: string,
): ICredentialDataDecryptedObject | undefined {
	const key = keyOf(context);
	if (key === undefined) return undefined;
	const bytes = Buffer.from(sealed, 'base64');
	try {
		const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
		cipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
		const opened = [cipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), cipher.final()];
		return jsonParse(Buffer.concat(opened).toString('utf8'));
	} catch {
		return undefined;
	}
}
