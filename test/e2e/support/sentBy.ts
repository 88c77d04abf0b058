import type { Simulator } from '../../../simulator/server';

/** Returns the demo instance's messages with their recipients, oldest first. */
export function sentBy({ state }: Simulator): Array<{ chat: string; text: string }> {
	const all = [...(state.instances.get('demo')?.messages.newestFirst() ?? [])].reverse();
	return all
		.filter(({ key }) => key.fromMe)
		.map(({ key, message }) => ({
			chat: key.remoteJid.split('@')[0],
			text: String(message.conversation ?? Object(message.extendedTextMessage).text),
		}));
}
