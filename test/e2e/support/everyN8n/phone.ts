import type { Stage } from '../triggerStage';

export const PIXEL =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

interface SeenMessage {
	id: string;
	fromMe: boolean;
	text?: string;
	media?: { mimetype: string };
}

/** Returns the messages of the chat with a number, oldest first. */
export async function messagesWith(stage: Stage, number: string): Promise<SeenMessage[]> {
	const route = `/_sim/instances/demo/messages?chat=${number}@s.whatsapp.net`;
	return (await stage.ask('GET', route)) as SeenMessage[];
}

/** Returns the file of a message, in Base64. */
export async function fileOf({ simulator }: Stage, messageId: string): Promise<string> {
	const file = await fetch(`${simulator.url}/_sim/instances/demo/media/${messageId}`);
	return Buffer.from(await file.arrayBuffer()).toString('base64');
}
