import type { IDataObject } from 'n8n-workflow';

import { newestOf } from '../../../core/server/evolutionApi/messageStore';
import type { Call } from '../../../core/table/operation';
import { recordOf } from '../../../core/values/answer';

/** The newest messages of a chat in the server's store, in which a person may have a number and a LID. */
export async function newestMessages(
	{ ask }: Call,
	jid: string,
	count?: number,
): Promise<IDataObject> {
	const stored = newestOf(jid, count);
	return recordOf(await ask({ ...stored, method: 'POST', whenEmpty: {}, whenNull: {} }));
}
