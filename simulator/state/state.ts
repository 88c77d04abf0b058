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

export interface Delivery {
	at: number;
	instance: string;
	event: string;
	messageId?: string;
	url: string;
	attempt: number;
	status?: number;
	error?: string;
	final: boolean;
}

export interface Change {
	type: 'message' | 'update' | 'instance' | 'reset';
	instance: string;
	chat?: string;
	id?: string;
}

export interface OpenSocket {
	id: string;
	/** `/` or `/<instance>` */
	namespace: string;
	/** `polling` or `websocket` */
	transport: string;
}

interface SocketControl {
	list(): OpenSocket[];
	cut(): number;
	forget(): number;
}

export interface Outgoing {
	instance: Instance;
	event: string;
	data: unknown;
	/** further top-level properties of the event's body */
	extra?: Json;
	/** the message whose media is added if the webhook wants Base64 */
	messageId?: string;
}

export class State {
	readonly config: Config;
	readonly instances = new Map<string, Instance>();
	/** names of deleted instances that are still reserved */
	readonly leaving = new Set<string>();
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

	emit(outgoing: Outgoing): void {
		this.bus.emit('event', outgoing);
	}

	changed(change: Change): void {
		this.bus.emit('change', change);
	}

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
