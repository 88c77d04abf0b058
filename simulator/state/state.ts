import { EventEmitter } from 'node:events';
import { Ring } from '../core/ring';
import type { Json } from '../core/data';
import { type Config, defaultConfig, type ServerKind } from './config';
import type { Fault } from './faults';
import type { Instance } from './instance';

/** Node ends longer timers immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** An entry of the request log, without the API key. */
export interface LoggedRequest {
	id: number;
	/** Unix ms */
	at: number;
	method: string;
	path: string;
	query: Record<string, string>;
	body: unknown;
	files: Array<{ field: string; fileName: string; mimetype: string; size: number; sha256: string }>;
	/** 0 if the connection broke before an answer */
	status: number;
}

/** One attempt to deliver a webhook. */
export interface Delivery {
	at: number;
	instance: string;
	event: string;
	/** ID of the event's message */
	messageId?: string;
	url: string;
	attempt: number;
	status?: number;
	error?: string;
	/** whether no more attempts follow */
	final: boolean;
}

export interface Change {
	type: 'message' | 'update' | 'instance' | 'reset';
	instance: string;
	chat?: string;
	id?: string;
}

/** A client that has joined a Socket.IO namespace. */
export interface OpenSocket {
	id: string;
	/** `/` or `/<instance>` */
	namespace: string;
	/** `polling` or `websocket` */
	transport: string;
}

/** Functions that the control routes for Socket.IO use. */
interface SocketControl {
	list(): OpenSocket[];
	cut(): number;
	forget(): number;
}

/** An event of an instance, for its webhook and its sockets. `extra` is added next to `data`. */
export interface Outgoing {
	instance: Instance;
	event: string;
	data: unknown;
	extra?: Json;
	/** the message whose media is added if the webhook wants Base64 */
	messageId?: string;
}

/** The simulator's whole state. Handlers change it, and the senders of webhooks and socket events listen to it. */
export class State {
	readonly config: Config;
	readonly instances = new Map<string, Instance>();
	/** names of deleted instances that are still reserved */
	readonly leaving = new Set<string>();
	/** names of templates that the server has stored, for all instances */
	readonly templateNames = new Set<string>();
	/** JIDs that any instance has found on WhatsApp */
	readonly checked = new Set<string>();
	readonly requests = new Ring<LoggedRequest>(5000);
	readonly deliveries = new Ring<Delivery>(5000);
	readonly faults: Fault[] = [];
	serverUrl = '';
	/** undefined for Evolution Go, and until the simulator has started */
	sockets?: SocketControl;
	private readonly bus = new EventEmitter().setMaxListeners(0);
	private readonly timers = new Map<NodeJS.Timeout, () => void>();
	private requestCount = 0;

	constructor(
		/** The global API key. A restart of a real server may change it. */
		public key: string,
		private readonly version?: string,
		private readonly server?: ServerKind,
	) {
		this.config = defaultConfig(version, server);
	}

	/** Returns the server's own time, Unix ms. Other people's messages have WhatsApp's time. */
	now(): number {
		return Date.now() + this.config.clockMs;
	}

	nextRequestId(): number {
		return ++this.requestCount;
	}

	/** Sends an event to the instance's webhook and its sockets. */
	emit(outgoing: Outgoing): void {
		this.bus.emit('event', outgoing);
	}

	/** Informs the phone page about a change. */
	changed(change: Change): void {
		this.bus.emit('change', change);
	}

	/** Records an attempt to deliver an event. */
	delivered(delivery: Delivery): void {
		this.deliveries.add(delivery);
		this.bus.emit('delivery', delivery);
	}

	on(kind: 'event', listener: (outgoing: Outgoing) => void): () => void;
	on(kind: 'change', listener: (change: Change) => void): () => void;
	on(kind: 'delivery', listener: (delivery: Delivery) => void): () => void;
	on(kind: 'reset', listener: () => void): () => void;
	on(kind: string, listener: (value: never) => void): () => void {
		this.bus.on(kind, listener as (value: unknown) => void);
		return () => this.bus.off(kind, listener as (value: unknown) => void);
	}

	/** Runs `action` later, unless everything is reset or stopped in the meantime. */
	later(delay: number, action: () => void): void {
		const timer = setTimeout(
			() => {
				this.timers.delete(timer);
				action();
			},
			Math.min(delay, LONGEST_TIMER_MS),
		);
		this.timers.set(timer, () => {});
	}

	/** Waits for `ms` milliseconds, or until everything is reset or stopped. */
	async sleep(ms: number): Promise<void> {
		if (ms <= 0) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(
				() => {
					this.timers.delete(timer);
					resolve();
				},
				Math.min(ms, LONGEST_TIMER_MS),
			);
			this.timers.set(timer, resolve);
		});
	}

	/** Deletes instances, logs, faults and timers, and resets the settings. */
	reset(): void {
		for (const [timer, wake] of this.timers) {
			clearTimeout(timer);
			wake();
		}
		this.timers.clear();
		this.instances.clear();
		this.leaving.clear();
		this.checked.clear();
		this.templateNames.clear();
		this.requests.clear();
		this.deliveries.clear();
		this.faults.length = 0;
		Object.assign(this.config, defaultConfig(this.version, this.server));
		this.bus.emit('reset');
		this.changed({ type: 'reset', instance: '' });
	}
}
