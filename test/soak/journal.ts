/**
 * Records what a real server keeps in its database: the instances with their webhooks, and the messages. Every change is written
 * before the server answers or sends an event, so that it survives a kill. The file also has the results of delivery attempts,
 * which a real server only logs. A restart loses planned attempts, as in a real server.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

import { rowId } from '../../simulator/core/ids';
import { goOf, type Row } from '../../simulator/go/state/goInstance';
import type { Simulator } from '../../simulator/server';
import type { Instance } from '../../simulator/state/instance';
import type { Message } from '../../simulator/state/message';
import type { Delivery } from '../../simulator/state/state';
import { MessageStore } from '../../simulator/state/store';

export type Entry =
	| {
			readonly kind: 'instance';
			readonly row: Omit<Instance, 'messages'>;
			readonly go?: Row;
	  }
	| { readonly kind: 'message'; readonly instance: string; readonly message: Message }
	| { readonly kind: 'delivery'; readonly delivery: Delivery };

/** Returns the entries in the order in which they were written; an empty list if the file is missing. */
export function readJournal(file: string): Entry[] {
	if (!existsSync(file)) return [];
	const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
	return lines.map((line) => deserialize(Buffer.from(line, 'base64')) as Entry);
}

export function keepJournal(file: string, { state, config }: Simulator): void {
	const write = (entry: Entry) => appendFileSync(file, `${serialize(entry).toString('base64')}\n`);
	const isGo = config.server === 'go';
	const writeInstance = (instance: Instance) => {
		const { messages, ...row } = instance;
		write({ kind: 'instance', row, ...(isGo && { go: goOf(instance).row }) });
		return messages;
	};
	const known = readJournal(file);
	for (const entry of known) {
		if (entry.kind === 'instance') {
			const messages =
				state.instances.get(entry.row.name)?.messages ?? new MessageStore(state.config, rowId);
			const instance = { ...entry.row, messages };
			state.instances.set(entry.row.name, instance);
			if (entry.go !== undefined) startWith(instance, entry.go);
		}
		if (entry.kind === 'message') state.instances.get(entry.instance)?.messages.add(entry.message);
	}
	if (known.length === 0) {
		for (const instance of state.instances.values()) {
			const messages = [...writeInstance(instance).newestFirst()].reverse();
			for (const message of messages) write({ kind: 'message', instance: instance.name, message });
		}
	}
	state.on('change', ({ type, instance: name, id }) => {
		const instance = state.instances.get(name);
		if (instance === undefined) return;
		if (type === 'instance') writeInstance(instance);
		const message = type === 'message' ? instance.messages.get(id ?? '') : undefined;
		if (message !== undefined) write({ kind: 'message', instance: name, message });
	});
	state.on('delivery', (delivery) => {
		if (delivery.messageId !== undefined) write({ kind: 'delivery', delivery });
	});
}

function startWith(instance: Instance, row: Row): void {
	const go = goOf(instance);
	Object.assign(go.row, row);
	if (go.client !== undefined) go.client.row = { ...row };
}
