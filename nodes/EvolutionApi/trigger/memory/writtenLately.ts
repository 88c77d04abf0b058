import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../core/server/adapter';
import { chatsOf } from '../../events/eventItems';
import type { Delivery } from '../../core/server/delivery';
import type { Event } from './deliveredEvent';
import { kept } from './kept';
import { SERVERS } from '../../core/server/connection';

// What was written lately in the chats of an instance whose server keeps no messages, for *Combine Messages*. It is in the
// memory of the process that gets the deliveries, and nowhere else: in n8n's database it would be in every export of the
// workflow. If that process is killed, the executions that wait for it have died with it, or they fail.

/** Of an instance. */
const MOST_MESSAGES = 1_000;
const KEPT_MS = 24 * 3_600_000;

interface Remembered {
	/** See `toRemember`. */
	readonly body: IDataObject;
	/** All addresses of the chat. */
	readonly chats: readonly string[];
	/** When it was sent, in seconds; when it came, where that is not told. */
	readonly seconds: number;
	/** When it came, Unix ms. */
	readonly at: number;
	/** It has answered a question of an execution that waits. */
	readonly isAnswer: boolean;
	/** Nodes of which an execution is about it. */
	readonly askedBy: Set<string>;
	/** Nodes that have given it to their workflow. */
	readonly givenTo: Set<string>;
}

/** A message that was not given to a node yet. */
export interface NotGiven {
	readonly body: IDataObject;
	/** An execution of the node is or was about it. Others may have been answered in another way. */
	readonly isOwed: boolean;
}

export class WrittenLately {
	/** By ID, in the order in which they came. */
	private readonly messages = new Map<string, Remembered>();

	note(
		delivery: Delivery,
		toRemember: (delivery: Delivery) => IDataObject,
		isAnswer = false,
	): void {
		const { event, message } = delivery;
		const id = message?.id ?? null;
		const isWritten = event === 'messages.upsert' || event === 'send.message';
		if (!isWritten || message === undefined || id === null || this.messages.has(id)) return;
		const at = Date.now();
		const seconds = Number.isFinite(message.seconds) ? message.seconds : Math.floor(at / 1000);
		const [body, chats] = [toRemember(delivery), chatsOf(delivery)];
		const sets = { askedBy: new Set<string>(), givenTo: new Set<string>() };
		this.messages.set(id, { body, chats, seconds, at, isAnswer, ...sets });
		this.forgetOld(at);
	}

	private forgetOld(now: number): void {
		for (const [oldest, { at }] of this.messages) {
			if (this.messages.size <= MOST_MESSAGES && now - at <= KEPT_MS) return;
			this.messages.delete(oldest);
		}
	}

	knows(id: string): boolean {
		return this.messages.has(id);
	}

	/**
	 * What was written in the chat of this message and not given to the reader, oldest first. What has answered a question is
	 * left out, unless this is it.
	 */
	notGiven(id: string, reader: string): NotGiven[] {
		const own = this.messages.get(id);
		const chats = own?.chats ?? [];
		own?.askedBy.add(reader);
		const isWanted = (one: Remembered) =>
			!one.givenTo.has(reader) &&
			(!one.isAnswer || one === own) &&
			one.chats.some((address) => chats.includes(address));
		return [...this.messages.values()]
			.filter(isWanted)
			.sort((one, other) => one.seconds - other.seconds)
			.map(({ body, askedBy }) => ({ body, isOwed: askedBy.has(reader) }));
	}

	/** Gives them to the reader, each once. @returns the IDs of those that it did not have */
	give(ids: readonly string[], reader: string): string[] {
		return ids.filter((id) => {
			const one = this.messages.get(id);
			const isNew = one !== undefined && !one.givenTo.has(reader);
			one?.givenTo.add(reader);
			return isNew;
		});
	}
}

/** By server and instance. */
const all = kept<WrittenLately>();

/** @param instance its name, as deliveries have it */
export function writtenLatelyOn({ baseUrl }: Connection, instance: string): WrittenLately {
	const name = JSON.stringify([baseUrl, instance]);
	const known = all.get(name) ?? new WrittenLately();
	all.set(name, known);
	return known;
}

/** Remembers a message, where the server does not. */
export function noteWritten(connection: Connection, { delivery, isAnswer }: Event): void {
	const { toRemember } = SERVERS[delivery.kind].deliveries;
	if (toRemember === undefined) return;
	writtenLatelyOn(connection, delivery.instance).note(delivery, toRemember, isAnswer);
}
