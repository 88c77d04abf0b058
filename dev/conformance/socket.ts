import { sleep, type IDataObject } from 'n8n-workflow';

import type { Verdict } from './outcome';
import type { Stage } from './stage';

const FIRST = 'This makes the namespace.';
const TEXT = 'Does this come over WebSocket?';
const SEPARATOR = '\x1e';

/**
 * Receives one message over Socket.IO, by long polling, on our own instance without WhatsApp.
 *
 * @param patienceMs how long each step may take
 */
export async function trySocket(stage: Stage, patienceMs: number): Promise<Verdict> {
	const websocket = { enabled: true, events: ['MESSAGES_UPSERT'] };
	const path = `/websocket/set/${stage.inbox}`;
	if (!(await stage.ask<IDataObject>('POST', path, { websocket }))) {
		return { outcome: 'refused', reason: 'WEBSOCKET_ENABLED is not true on the server' };
	}
	try {
		await stage.writeToInbox(FIRST);
		const session = await Session.open(stage, patienceMs);
		await session.join(stage.inbox);
		await stage.writeToInbox(TEXT);
		await session.receive(TEXT);
		await session.close();
		return { outcome: 'worked' };
	} catch (error) {
		return { outcome: 'failed', reason: (error as Error).message };
	}
}

class Session {
	private constructor(
		private readonly stage: Stage,
		private readonly path: string,
		private readonly end: number,
	) {}

	static async open(stage: Stage, patienceMs: number): Promise<Session> {
		const path = '/socket.io/?EIO=4&transport=polling';
		const { status, text } = await stage.exchange('GET', path);
		if (status !== 200 || !text.startsWith('0{')) throw new Error(`GET ${path}: ${status} ${text}`);
		const { sid } = JSON.parse(text.slice(1)) as { sid: string };
		return new Session(stage, `${path}&sid=${sid}`, Date.now() + patienceMs);
	}

	/** Joins an instance's namespace. The server refuses that until it has sent a first event to the namespace. */
	async join(instance: string): Promise<void> {
		let refusal = 'no answer';
		for (;;) {
			await this.send(`40/${instance},`);
			const tooLate = `The server did not accept the namespace: ${refusal}`;
			const packet = await this.find(`4[04]/${instance},`, tooLate);
			if (packet.startsWith('40')) return;
			refusal = packet;
			await sleep(100);
		}
	}

	async receive(text: string): Promise<void> {
		let packet = '';
		while (!packet.includes(text))
			packet = await this.find('4(2|5\\d+-)/', 'No event arrived over WebSocket');
	}

	async close(): Promise<void> {
		await this.send('1');
	}

	/** Polls until a packet begins with this text. @throws an error with the text `tooLate` after the time limit */
	private async find(beginning: string, tooLate: string): Promise<string> {
		for (;;) {
			const { status, text } = await this.poll(tooLate);
			if (status !== 200) throw new Error(`The server ended the session: ${status} ${text}`);
			const packets = text.split(SEPARATOR);
			if (packets.includes('2')) await this.send('3');
			const found = packets.find((packet) => new RegExp(`^${beginning}`).test(packet));
			if (found !== undefined) return found;
		}
	}

	private async poll(tooLate: string): Promise<{ status: number; text: string }> {
		const leftMs = this.end - Date.now();
		if (leftMs <= 0) throw new Error(tooLate);
		try {
			return await this.stage.exchange('GET', this.path, undefined, leftMs);
		} catch {
			throw new Error(tooLate);
		}
	}

	private async send(packet: string): Promise<void> {
		const { status, text } = await this.stage.exchange('POST', this.path, packet);
		if (status !== 200) throw new Error(`The server refused a packet: ${status} ${text}`);
	}
}
