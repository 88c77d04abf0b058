import { isRecord } from '../../values/answer';

/** What is in `{ message: 'success', data }`. A few routes answer without this envelope. */
export const dataIn = (body: unknown): unknown =>
	isRecord(body) && body.message === 'success' ? body.data : body;
