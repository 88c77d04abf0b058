import type { Simulator } from '../../../simulator/server';

/** Returns the texts that an instance has sent to a chat, oldest first. `chat` is the beginning of the chat's JID. */
export const textsTo = ({ state }: Simulator, chat: string, from = 'demo'): string[] =>
	[...(state.instances.get(from)?.messages.newestFirst() ?? [])]
		.reverse()
		.filter(({ key }) => key.fromMe && key.remoteJid.startsWith(chat))
		.map(({ message }) =>
			String(message.conversation ?? Object(message.extendedTextMessage).text ?? ''),
		);
