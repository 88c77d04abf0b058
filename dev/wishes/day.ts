import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { DateTime } from 'luxon';
import { Workflow, type IDataObject, type INode, type INodeExecutionData } from 'n8n-workflow';

import { deliveredEvent } from '../../nodes/EvolutionApi/trigger/memory/deliveredEvent';
import {
	readServer,
	readSettings,
} from '../../nodes/EvolutionApi/trigger/settings/triggerSettings';
import { newOutputs } from '../../nodes/EvolutionApi/trigger/start/startWorkflow';
import { parseDelivery } from '../../nodes/EvolutionApi/events';
import { startSimulator, type Simulator } from '../../simulator/server';
import { viewOf } from '../../simulator/whatsapp/view';
import { runWorkflow } from '../engine/engine';
import { triggerContexts } from '../engine/triggerContexts';
import { nodeType } from '../ourPackage';
import type { NewWorkflow, WorkflowNode } from '../n8n/types';
import { nodeWith, STARTED } from './ourNodes';
import { standInsFor } from './standIns';

// A day on which a proposed workflow is active: people write, and what it sends is looked at.

export const ANA = '5511988887777';
export const CARLA = '34612345678';
export const BOSS = '5511977776666';
/** Nobody has it. */
export const NOBODY = '5511933330000';
export const TEAM = '120363020202020202@g.us';

const TRIGGER_TYPE = nodeType('evolutionApiTrigger');
const NODE_TYPE = nodeType('evolutionApi');
const SCHEDULE_TYPE = 'n8n-nodes-base.scheduleTrigger';
const MANUAL_TYPE = 'n8n-nodes-base.manualTrigger';
const ZONE = 'America/Sao_Paulo';
/** Shorter pauses are made. */
const SHORT_MS = 50;
/** In real time: what sleeps is not waited for. */
const LONGEST_RUN_MS = 20_000;
/** A Monday. */
const DATE = '2027-03-01';

/** Why a wish is not met, in words for whoever proposed the workflow. */
export class Unmet extends Error {}

/** A message as the people see it. */
export interface Seen {
	readonly kind: string;
	readonly text: string;
	/** ID of the message that it quotes. */
	readonly quoted?: string;
}

type Started = readonly [node: WorkflowNode, input: INodeExecutionData[][]];

export class Day {
	/** What a person answers to a question, by number. */
	readonly answers: Record<string, string> = {};
	rows: IDataObject[] = [];
	readonly written: IDataObject[] = [];
	private readonly bodies: unknown[] = [];
	private readonly looked = new Set<string>();
	private readonly left = new Map<string, number>();
	private burst: string[] = [];
	private ahead = 0;
	private readonly now = Date.now;
	private readonly timeout = globalThis.setTimeout;

	private constructor(
		private readonly proposal: NewWorkflow,
		private readonly simulator: Simulator,
		private readonly hook: http.Server,
	) {}

	/** @throws {Unmet} if the workflow has nodes that cannot be played */
	static async begin(proposal: NewWorkflow): Promise<Day> {
		const simulator = await startSimulator({ port: 0, seed: true, quiet: true });
		const hook = http.createServer();
		const day = new Day(proposal, simulator, hook);
		try {
			hook.on('request', (request, response) => void day.hear(request, response));
			await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
			const { port } = hook.address() as AddressInfo;
			await day.post('/webhook/set/demo', {
				webhook: {
					enabled: true,
					url: `http://127.0.0.1:${port}`,
					events: ['MESSAGES_UPSERT'],
				},
			});
			day.refuseUnknown();
			day.skipSleep();
			await day.at('12:00');
			for (const chat of [ANA, CARLA, BOSS, TEAM]) day.sent(chat);
			return day;
		} catch (error) {
			await day.end();
			throw error;
		}
	}

	async end(): Promise<void> {
		Date.now = this.now;
		globalThis.setTimeout = this.timeout;
		this.hook.closeAllConnections();
		await new Promise((resolve) => this.hook.close(resolve));
		await this.simulator.close();
	}

	/** It is so late now, where the business is; on the next day if that is over. */
	async at(time: string): Promise<void> {
		let wanted = DateTime.fromISO(`${DATE}T${time}`, { zone: ZONE });
		while (this.ahead > 0 && wanted.toMillis() < Date.now()) wanted = wanted.plus({ days: 1 });
		this.pass(wanted.toMillis() - Date.now());
		await this.runDue(wanted);
	}

	pass(ms: number): void {
		this.ahead += ms;
		Date.now = () => this.now() + this.ahead;
	}

	/** What sleeps does so by giving a timer the end of a promise, which is native code; no limit of a request does. */
	private skipSleep(): void {
		const skipping = (action: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
			const isSleep = ms >= SHORT_MS && String(action).includes('[native code]');
			if (isSleep) this.pass(ms);
			return this.timeout(action, isSleep ? 0 : ms, ...args);
		};
		globalThis.setTimeout = Object.assign(skipping, this.timeout);
	}

	/** Somebody writes in a private chat, or in a group. */
	async writes(from: string, text: string, more: object = {}): Promise<void> {
		await this.together([{ from, kind: 'text', text, ...more }]);
	}

	/** Somebody of the business answers on the phone. */
	async ownerWrites(to: string, text: string): Promise<void> {
		await this.together([{ from: to, fromMe: true, kind: 'text', text }]);
		const minutes = this.triggers().map(({ parameters }) => pauseOf(parameters));
		this.leave(to, Math.max(0, ...minutes));
	}

	/** Messages that come one right after the other. */
	async together(events: object[]): Promise<void> {
		this.bodies.length = 0;
		this.burst = [];
		const ids: string[] = [];
		for (const event of events) {
			const { key } = await this.post('/_sim/instances/demo/receive', event);
			ids.push(String(Object(key).id));
		}
		const started: Started[] = [];
		for (const body of await this.heard(ids)) started.push(...(await this.startedBy(body)));
		this.burst = started.map(([, input]) => String(input.flat()[0]?.json.text ?? ''));
		for (const start of started) await this.run(...start);
		this.pass(60_000);
	}

	/** Somebody presses *Execute workflow*. */
	async runByHand(): Promise<void> {
		const start = this.proposal.nodes.find(({ type }) => type === MANUAL_TYPE);
		if (start === undefined)
			throw new Unmet('Nobody can start it by hand: it has no Manual Trigger.');
		await this.run(start, [[{ json: {} }]]);
		this.pass(60_000);
	}

	/** What was sent to a chat since it was last looked at, oldest first. */
	sent(chat: string): Seen[] {
		const instance = this.simulator.state.instances.get('demo');
		const all = [...(instance?.messages.newestFirst() ?? [])].reverse();
		const address = chat.includes('@') ? chat : `${chat}@s.whatsapp.net`;
		const isNew = all.filter(
			({ key }) => key.fromMe && key.remoteJid === address && !this.looked.has(key.id),
		);
		const ours = isNew.filter(({ source }) => source !== 'ios' && source !== 'android');
		for (const { key } of isNew) this.looked.add(key.id);
		return ours.map((message) => {
			const view = instance === undefined ? {} : viewOf(instance, message);
			const { kind, text, caption, media, quoted } = view as Record<string, unknown>;
			const { fileName = '' } = Object(media) as IDataObject;
			return {
				kind: String(kind),
				text: String(text ?? caption ?? `[${String(kind)}] ${String(fileName)}`).trim(),
				quoted: Object(quoted).id as string | undefined,
			};
		});
	}

	/** The emojis that were put on the newest message of a chat. */
	reactions(chat: string): string[] {
		const instance = this.simulator.state.instances.get('demo');
		const of = [...(instance?.messages.newestFirst() ?? [])].find(
			({ key }) => !key.fromMe && key.remoteJid.startsWith(chat),
		);
		return [...(of?.reactions.values() ?? [])].map(String);
	}

	private triggers = () => this.proposal.nodes.filter(({ type }) => type === TRIGGER_TYPE);

	private refuseUnknown(): void {
		const known = new Set([
			...Object.keys(this.types()),
			TRIGGER_TYPE,
			NODE_TYPE,
			`${NODE_TYPE}Tool`,
		]);
		const unknown = this.proposal.nodes.filter(({ type }) => !known.has(type));
		if (unknown.length === 0) return;
		const names = [...new Set(unknown.map(({ type }) => type))].join(', ');
		throw new Unmet(`This cannot be judged, because nobody plays these nodes here: ${names}.`);
	}

	private readonly isLeft = (chat: string) => (this.left.get(addressOf(chat)) ?? 0) > Date.now();

	private readonly leave = (chat: string, minutes: number) =>
		void this.left.set(addressOf(chat), Date.now() + minutes * 60_000);

	private types() {
		const waits = {
			answer: (recipient: string) => this.answers[addressOf(recipient)],
			burst: ({ text }: IDataObject) =>
				text === this.burst.at(-1) ? this.burst.join('\n') : undefined,
			leave: this.leave,
			isLeft: this.isLeft,
		};
		const around = {
			rows: this.rows,
			written: this.written,
			model: (prompt: string) => `AI: ${prompt}`,
			pass: (ms: number) => this.pass(ms),
		};
		return {
			...standInsFor(around),
			[TRIGGER_TYPE]: STARTED,
			[NODE_TYPE]: nodeWith(waits),
		};
	}

	private get credentials() {
		const { url: baseUrl, key: apiKey } = this.simulator;
		return { evolutionGlobalKeyApi: { baseUrl, apiKey } };
	}

	/** The triggers that an event starts, with their items. @throws {Unmet} if one cannot be active */
	private async startedBy(body: unknown): Promise<Started[]> {
		const found: Started[] = [];
		for (const node of this.triggers()) {
			const { webhook } = triggerContexts({
				parameters: node.parameters as IDataObject,
				credentials: this.credentials,
			});
			const context = webhook({}, {});
			try {
				const settings = readSettings(context);
				const delivery = parseDelivery(body, { authentication: 'globalKey' });
				if (delivery === undefined) continue;
				const server = async () => await readServer(context);
				const outputs = await newOutputs(context, settings, deliveredEvent(delivery), { server });
				const pauses =
					pauseOf(node.parameters) > 0 || 'pauseAfterOwnMessage' in Object(node.parameters.options);
				const item = outputs?.flat()[0]?.json;
				if (outputs === undefined || item === undefined) continue;
				if (!(pauses && item.fromMe !== true && this.isLeft(String(item.chat))))
					found.push([node, outputs]);
			} catch (error) {
				throw new Unmet(`${node.name} cannot listen: ${(error as Error).message}`);
			}
		}
		return found;
	}

	/** Runs what a Schedule Trigger runs at this hour. */
	private async runDue(time: DateTime): Promise<void> {
		for (const node of this.proposal.nodes.filter(({ type }) => type === SCHEDULE_TYPE))
			if (isDue(node.parameters, time)) await this.run(node, [[{ json: {} }]]);
	}

	/** @throws {Unmet} if the execution fails */
	private async run(start: WorkflowNode, input: INodeExecutionData[][]): Promise<void> {
		const types = this.types() as Record<string, ReturnType<typeof nodeWith>>;
		const nodes = this.proposal.nodes.map((node) => this.nodeOf(node));
		const byName = (type: string) => types[type];
		const workflow = new Workflow({
			id: 'wish',
			name: this.proposal.name,
			active: true,
			nodes,
			connections: (this.proposal.connections ?? {}) as Workflow['connectionsBySourceNode'],
			settings: { timezone: ZONE, ...this.proposal.settings, executionOrder: 'v1' },
			nodeTypes: { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) },
		});
		const { credentials } = this;
		let limit: NodeJS.Timeout | undefined;
		const onStart = (cancel: () => void) => {
			limit = setTimeout(cancel, LONGEST_RUN_MS);
		};
		const run = {
			workflow,
			start: start.name,
			input,
			mode: 'trigger',
			credentials,
			onStart,
		} as const;
		const finished = await runWorkflow(run)
			.catch((error: Error) => {
				throw new Unmet(`An execution does not come to an end: ${error.message}`);
			})
			.finally(() => clearTimeout(limit));
		const { error, lastNodeExecuted } = finished.data.resultData;
		if (error !== undefined) throw new Unmet(`${String(lastNodeExecuted)} fails: ${error.message}`);
	}

	private nodeOf(node: WorkflowNode): INode {
		const isOurs = node.type === NODE_TYPE;
		const credential = { id: '1', name: 'Wishes' };
		return {
			...(node as INode),
			credentials: isOurs ? { evolutionGlobalKeyApi: credential } : undefined,
		};
	}

	private async post(route: string, body: object): Promise<IDataObject> {
		const response = await fetch(this.simulator.url + route, {
			method: 'POST',
			headers: { 'content-type': 'application/json', apikey: this.simulator.key },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${route}: ${await response.text()}`);
		return (await response.json()) as IDataObject;
	}

	private async hear(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		this.bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
		response.end('ok');
	}

	/** The events of these messages, once all of them have come. */
	private async heard(ids: readonly string[]): Promise<unknown[]> {
		const end = this.now() + 5_000;
		const of = (id: string) => this.bodies.find((body) => JSON.stringify(body).includes(id));
		while (!ids.every(of)) {
			if (this.now() > end) throw new Error('The simulator has not delivered what people wrote');
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		return ids.map(of);
	}
}

const addressOf = (chat: string) => chat.split('@')[0] ?? '';

const pauseOf = (parameters: Record<string, unknown>) =>
	Number(Object(parameters.options).pauseAfterOwnMessage ?? 0);

interface Rule {
	readonly field?: string;
	readonly triggerAtHour?: number;
	readonly triggerAtDay?: readonly number[];
	readonly expression?: string;
}

/** Whether a Schedule Trigger runs at this full hour. */
function isDue(parameters: Record<string, unknown>, time: DateTime): boolean {
	const rules = (Object(parameters.rule).interval ?? []) as Rule[];
	return rules.some(
		({ field = 'days', triggerAtHour = 0, triggerAtDay = [0], expression = '' }) => {
			if (field === 'cronExpression') {
				const [minute, hour, , , days = '*'] = expression.trim().split(/\s+/).slice(-5);
				const isDay = days === '*' || days.split(',').includes(String(time.weekday % 7));
				return isDay && Number(minute) === time.minute && Number(hour) === time.hour;
			}
			const isHour = time.minute === 0 && (field === 'hours' || time.hour === triggerAtHour);
			return isHour && (field !== 'weeks' || triggerAtDay.includes(time.weekday % 7));
		},
	);
}
