import type { IDataObject } from 'n8n-workflow';

import { fillRoute } from '../../http/route';
import { isRecord, recordOf, textOrNull } from '../../values/answer';
import { firstText, numberOrNull } from '../../values/loose';
import { send } from '../request';
import type { OwnMessage, SentAnswer, ServerAdapter } from '../adapter';
import { showTyping } from './typing';

const INVISIBLE = '\u00a0';

/** The server need not look it up. Of files nothing goes along. */
function quoteOf({ key, message }: IDataObject): object {
	const { conversation, extendedTextMessage } = recordOf(message);
	const text = firstText(conversation, recordOf(extendedTextMessage).text);
	return { key: isRecord(key) ? key : {}, message: { conversation: text ?? '' } };
}

/** Route and body, but for the number. */
function contentOf(message: OwnMessage): readonly [route: string, body: object] {
	switch (message.kind) {
		case 'text': {
			const { text, showsPreview, answers } = message;
			const quoted = answers && quoteOf(answers);
			return ['/message/sendText/{instance}', { text, linkPreview: showsPreview, quoted }];
		}
		case 'poll': {
			const { question, choices } = message;
			const body = { name: question, values: choices, selectableCount: 1 };
			return ['/message/sendPoll/{instance}', body];
		}
		case 'buttons': {
			const { title, description, footer, choices } = message;
			const buttons = choices.map(({ id, label }) => ({ type: 'reply', displayText: label, id }));
			return ['/message/sendButtons/{instance}', { title, description, footer, buttons }];
		}
		case 'list': {
			const { title, description, footer, opener, choices } = message;
			const rows = choices.map(({ id, label }) => ({ title: label, rowId: id }));
			return [
				'/message/sendList/{instance}',
				{
					title,
					description,
					// Required by the server.
					footerText: footer ?? INVISIBLE,
					buttonText: opener,
					sections: [{ title: opener, rows }],
				},
			];
		}
	}
}

function sentKeyIn(answer: unknown): SentAnswer {
	const { key, messageTimestamp } = recordOf(answer);
	const { id, remoteJid } = recordOf(key);
	return {
		messageId: textOrNull(id),
		chat: textOrNull(remoteJid),
		seconds: numberOrNull(messageTimestamp),
	};
}

export const evolutionSends: ServerAdapter['sends'] = {
	quotesNameAuthor: false,

	async send({ context, connection, instance }, message) {
		const [route, body] = contentOf(message);
		const answer = await send(context, connection, {
			method: 'POST',
			path: fillRoute(route, { instance }),
			body: { number: message.recipient, ...body },
			retry: 'neverAfterSent',
			instance,
		});
		return sentKeyIn(answer);
	},

	readAnswer: sentKeyIn,

	showTyping,
};
