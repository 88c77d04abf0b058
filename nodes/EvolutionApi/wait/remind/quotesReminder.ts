import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../core/values/answer';
import { firstText } from '../../core/values/loose';
import type { WaitState } from '../state';
import { isDueText } from './dueMessage';

/** A message, as the trigger simplifies it: quoting what was sent later is quoting the question. */
export function withQuestionQuoted(state: WaitState, message: IDataObject): IDataObject {
	if (state.dueLater === undefined || state.messageId === null) return message;
	const quoted = recordOf(message.quoted);
	const text = firstText(quoted.text);
	if (text === null || !isDueText(state, text)) return message;
	return { ...message, quoted: { ...quoted, id: state.messageId } };
}
