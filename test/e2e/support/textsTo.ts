import type { Simulator } from '../../../simulator/server';

/** Returns an instance's texts to a chat, by the beginning of its JID, oldest first. */
export const textsTo = ({ state }: Simulator, chat: string, from = 'demo'): string[] =>
	[...(state.instances.get(from)?.messages.newestFirst() ?? [])]
		.reverse()
		.filter(({ key }) => key.fromMe && key.remoteJid.startsWith(chat))
		.map(({ message }) =>
			String(message.conversation ?? Object(message.extendedTextMessage).text ?? ''),
		);
