import type { IDataObject } from 'n8n-workflow';

import { recordOf, textOrNull } from '../../values/answer';
import { asJid } from '../../values/jid';
import { firstText, numberOrNull } from '../../values/loose';
import { numbered, paragraphs } from '../../values/paragraphs';
import type { OwnMessage, SentAnswer, ServerAdapter } from '../adapter';
import { senderOfSource } from './goMessage';
import { showFor } from './goPresence';
import { tryGo } from './goRequest';
import { messageIdFor, newMessageId } from './messageId';
import { sendGo } from './outgoing';

/** What it answers. @param data of the delivery */
function quoteOf(data: IDataObject): object {
	const info = recordOf(data.Info);
	const [participant] = senderOfSource(info);
	const messageId = firstText(info.ID);
	if (participant === undefined || messageId === null) return {};
	return { quoted: { messageId, participant } };
}

/**
 * Route and body, but for what all messages have. Phones do not show what the server sends as buttons and lists: their
 * choices are numbered lines of a text.
 */
function contentOf(message: OwnMessage): readonly [path: string, body: object] {
	switch (message.kind) {
		case 'text': {
			const { text, answers } = message;
			return ['/send/text', { text, ...(answers === undefined ? {} : quoteOf(answers)) }];
		}
		case 'poll': {
			const { question, choices } = message;
			return ['/send/poll', { question, options: choices, maxAnswer: 1 }];
		}
		case 'buttons':
		case 'list': {
			const { title, description = '', footer, choices } = message;
			const question = `${title}\n${description}`.trim();
			const lines = numbered(choices.map(({ label }) => label));
			return ['/send/text', { text: paragraphs(question, lines, footer) }];
		}
	}
}

const idFor = (message: OwnMessage) =>
	message.kind === 'text' && message.once !== undefined
		? messageIdFor(message.once)
		: newMessageId();

/** `ask` gives the answers the shape of Evolution API's. */
function readAnswer(answer: unknown): SentAnswer {
	const { key, messageTimestamp } = recordOf(answer);
	const { id, remoteJid } = recordOf(key);
	return {
		messageId: textOrNull(id),
		chat: textOrNull(remoteJid),
		seconds: numberOrNull(messageTimestamp),
	};
}

export const goSends: ServerAdapter['sends'] = {
	quotesNameAuthor: true,

	async send(target, message) {
		const [path, content] = contentOf(message);
		const number = asJid(message.recipient);
		const body = { number, formatJid: false, id: idFor(message), ...content };
		const sender: Parameters<typeof sendGo>[0] = {
			tryGo: async (request) => await tryGo(target, { retry: 'neverAfterSent', ...request }),
		};
		return readAnswer(await sendGo(sender, path, body, body));
	},

	readAnswer,

	/** If this fails, the message itself fails for the same reason, or goes out without it. */
	async showTyping(target, recipient, { activity = 'composing', delay }) {
		await showFor(target, recipient, { shown: activity, delay }).catch(() => undefined);
	},
};
