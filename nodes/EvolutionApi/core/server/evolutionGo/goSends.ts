import { asJid } from '../../values/jid';
import { recordOf, textOrNull } from '../../values/answer';
import { numberOrNull } from '../../values/loose';
import type { OwnMessage, Server } from '../server';
import { INVISIBLE_TEXT as INVISIBLE } from './invisibleText';
import { newMessageId } from './messageId';
import { showFor } from './goPresence';

/** Route and body, but for what all messages have. */
function contentOf(message: OwnMessage): readonly [path: string, body: object] {
	switch (message.kind) {
		case 'text':
			return ['/send/text', { id: newMessageId(), text: message.text }];
		case 'poll': {
			const { question, choices } = message;
			return ['/send/poll', { id: newMessageId(), question, options: choices, maxAnswer: 1 }];
		}
		case 'buttons': {
			const { title, description = INVISIBLE, footer = INVISIBLE, choices } = message;
			const buttons = choices.map(({ id, label }) => ({ type: 'reply', displayText: label, id }));
			return ['/send/button', { title, description, footer, buttons }];
		}
		case 'list': {
			const { title, description = INVISIBLE, footer = INVISIBLE, opener, choices } = message;
			const rows = choices.map(({ id, label }) => ({ title: label, rowId: id }));
			const sections = [{ title: opener, rows }];
			const texts = { title, description, footerText: footer, buttonText: opener };
			return ['/send/list', { ...texts, sections }];
		}
	}
}

export const goSends: Server['sends'] = {
	quotesNameAuthor: true,

	request(instance, message) {
		const [path, body] = contentOf(message);
		return {
			method: 'POST',
			path,
			body: { number: asJid(message.recipient), formatJid: false, ...body },
			retry: 'neverAfterSent',
			instance,
		};
	},

	/** The dialect gives the answers the shape of Evolution API's. */
	readAnswer(answer) {
		const { key, messageTimestamp } = recordOf(answer);
		const { id, remoteJid } = recordOf(key);
		return {
			messageId: textOrNull(id),
			chat: textOrNull(remoteJid),
			seconds: numberOrNull(messageTimestamp),
		};
	},

	/** If this fails, the message itself fails for the same reason, or goes out without it. */
	async showTyping(target, recipient, { activity = 'composing', delay }) {
		await showFor(target, recipient, { shown: activity, delay }).catch(() => undefined);
	},
};
