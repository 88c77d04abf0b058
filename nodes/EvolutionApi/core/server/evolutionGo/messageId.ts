import { createHash, randomBytes } from 'node:crypto';

const BYTES = 9;

const asId = (bytes: Buffer) => `3EB0${bytes.toString('hex').toUpperCase()}`;

/** As Evolution Go makes it: then it is known before the message is sent. */
export const newMessageId = () => asId(randomBytes(BYTES));

/** The same ID for the same words. */
export const messageIdFor = (words: string) =>
	asId(createHash('sha256').update(words).digest().subarray(0, BYTES));
