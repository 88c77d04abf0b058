import { startSimulator, type Simulator } from '../../simulator/server';
import type { Stage } from './stage';

/** Recipient in the operations' examples. */
const PERSON = '5511988887777';

export const openSimulator = async (version: string): Promise<Simulator> =>
	await startSimulator({ port: 0, quiet: true, version });

export async function connectToSimulator({ url }: Simulator, stage: Stage): Promise<void> {
	const ask = async (path: string, body: object = {}) => {
		const response = await fetch(`${url}/_sim/instances/${stage.own}/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`The simulator refuses ${path}: ${await response.text()}`);
	};
	await ask('scan');
	await ask('labels', { id: '7', name: 'VIP' });
	await ask('contacts', { number: PERSON, name: 'Ana' });
	await ask('receive', { kind: 'text', from: PERSON, text: 'Hello!' });
	stage.phone = { instance: stage.own, recipient: PERSON, mayChange: true };
}
