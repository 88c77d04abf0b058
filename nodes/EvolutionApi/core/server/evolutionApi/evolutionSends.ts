import type { IDataObject } from 'n8n-workflow';

import { fillRoute } from '../../http/route';
import { isRecord, recordOf, textOrNull } from '../../values/answer';
import { firstText, numberOrNull } from '../../values/loose';
import type { Activity, Target, OwnMessage, SentAnswer, ServerAdapter } from '../adapter';
import { trySend, send } from '../request';

/**
 * Shows "typing…" or "recording…" in a chat for `delay` ms, and waits as long: `POST /chat/sendPresence/{instance}`. A
 * message with a `delay` would do the same in one request. But the server sends such a message even if n8n is killed in
 * the meantime, and a later run would not see it in the message store yet. If this fails, the message itself fails for the
 * same reason, or goes out without it.
 */
export async function showTyping(
	{ context, connection, instance }: Target,
	number: string,
	{ activity = 'composing', delay }: { readonly activity?: Activity; readonly delay: number },
): Promise<void> {
	await trySend(context, connection, {
		method: 'POST',
		path: fillRoute('/chat/sendPresence/{instance}', { instance }),
		body: { number, presence: activity, delay },
		retry: 'neverAfterSent',
		instance,
	});
}

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
