import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The JIDs have no device number. */
interface Ballot {
	/** the poll's `messageSecret` */
	secret: Buffer;
	pollId: string;
	pollSender: string;
	voter: string;
	options: string[];
}

const SELECTED_OPTIONS = Buffer.from([0x0a, 0x20]);

/** The protocol buffer of a vote: the SHA-256 of each option's text. */
const encode = (options: string[]): Buffer =>
	Buffer.concat(
		options.flatMap((option) => [SELECTED_OPTIONS, createHash('sha256').update(option).digest()]),
	);

/**
 * Encrypts a vote as WhatsApp does, by msgsecret.go:45–68 of tulir/whatsmeow: HKDF-SHA256 of the poll's secret, then
 * AES-256-GCM with its tag after the ciphertext.
 */
export function encryptVote(ballot: Ballot): { payload: Buffer; iv: Buffer } {
	const { secret, pollId, pollSender, voter, options } = ballot;
	const info = `${pollId}${pollSender}${voter}Poll Vote`;
	const key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, 32));
	const iv = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', key, iv);
	cipher.setAAD(Buffer.from(`${pollId}\0${voter}`));
	const text = Buffer.concat([cipher.update(encode(options)), cipher.final()]);
	return { payload: Buffer.concat([text, cipher.getAuthTag()]), iv };
}
