/** The block of text that `npm start` prints when everything runs. */
import type { Server } from './options';
import { OWNER } from './workspace';

export interface Addresses {
	editor: string;
	/** Whether n8n was already running, so that this program didn't start it. */
	isForeign?: boolean;
	server: Server;
	simulated: boolean;
	kind?: 'api' | 'go';
	/** The key comes from the environment and may be real, so it isn't printed. */
	ownKey: boolean;
	converter: string;
}

const LOGIN: [string, string] = ['Log in to n8n', `${OWNER.email}   password: ${OWNER.password}`];

export function summary(addresses: Addresses): string {
	const { editor, isForeign = false, server, simulated, kind, ownKey, converter } = addresses;
	const local = server.url.replace('127.0.0.1', 'localhost');
	const key = ownKey ? 'the one in EVOLUTION_API_KEY' : server.key;
	const rows: Array<[string, string] | []> = [
		[],
		['n8n editor', editor],
		...(simulated ? [['Phone page', `${local}/phone`] as [string, string]] : []),
		['Converter', `${converter}   (for workflows made with other nodes)`],
		[kind === 'go' ? 'Evolution Go' : 'Evolution API', `${local}   (global key: ${key})`],
		[],
		...(isForeign ? [] : [LOGIN]),
		[
			'Try it',
			`${isForeign ? 'open the workflow "Send a text"' : 'log in'} and press "Execute workflow"`,
		],
		['Stop', 'Ctrl-C'],
		[],
	];
	return rows.map(([name, text]) => (name ? `  ${name.padEnd(15)} ${text}` : '') + '\n').join('');
}
