import { randomBytes } from 'node:crypto';

const BYTES = 9;

/** As Evolution Go makes it: then it is known before the message is sent. */
export const newMessageId = () => `3EB0${randomBytes(BYTES).toString('hex').toUpperCase()}`;
