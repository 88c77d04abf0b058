import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { jsonParse, type IExecuteFunctions } from 'n8n-workflow';

// What an execution keeps secret while it waits: the credential, whose fields may be expressions of the item, which n8n
// does not evaluate when a request comes. n8n stores its data in clear, so this is encrypted with a key that n8n computes from
// its own secret, and that is stored nowhere.

/** n8n signs the URL of the execution; with this parameter it is a URL that nobody calls. */
const PURPOSE = { purpose: 'evolution-credential' };
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** An execution, when it asks and when it waits. */
type Signing = Pick<IExecuteFunctions, 'getSignedResumeUrl'>;

function keyOf(context: Signing): Buffer {
	const url = context.getSignedResumeUrl(PURPOSE);
	const signature = new URL(url).searchParams.get('signature') ?? '';
	return createHash('sha256').update(signature).digest();
}

/** @param value JSON. @returns base64 */
export function seal(context: Signing, value: object): string {
	const key = keyOf(context);
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, key, iv);
	const sealed = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
	return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64');
}

/** @returns undefined if it was not sealed for this execution, or n8n has another secret by now */
export function unseal<Value extends object>(context: Signing, sealed: string): Value | undefined {
	const key = keyOf(context);
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
