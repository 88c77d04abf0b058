import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, IRun } from 'n8n-workflow';

import { triggerContexts } from '../../../../../../dev/engine/triggerContexts';
import { EvolutionApiTrigger } from '../../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { PROBE_EVENT } from '../../../../../../nodes/EvolutionApi/hub/ask';
import type { Simulator } from '../../../../../../simulator/server';
import { withLog } from '../../../../../support/withLog';
import { runForLong } from '../../support/longRunning';
import { queryOf } from '../../support/queryOf';

/** Request that reached the webhook. The trigger's own test requests (`PROBE_EVENT`) aren't recorded. */
export interface Call {
	/** Path with the query. */
	readonly path: string;
	readonly headers: Record<string, string>;
	readonly body: string;
}

const TRIGGER = new EvolutionApiTrigger();
let count = 0;

/** In queue mode, some processes only handle webhooks, while trigger() runs in another one. */
export type Process = 'all' | 'webhooks';

export class RunningTrigger {
	readonly started: unknown[] = [];
	readonly calls: Call[] = [];
	readonly logged: unknown[] = [];
	private readonly server = http.createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			const headers = { ...(request.headers as Record<string, string>) };
			const isOwn = body.includes(PROBE_EVENT);
			void this.take(request, response, body).then(() => {
				if (!isOwn) this.calls.push({ path: request.url ?? '', headers, body: body.toString() });
			});
		});
	});
	private readonly id = `workflow-${++count}`;
	private contexts: ReturnType<typeof triggerContexts> | undefined;
	private closeTrigger?: () => Promise<void>;
	private resetClock?: () => void;

	static async start(
		simulator: Simulator,
		parameters: IDataObject = {},
		process: Process = 'webhooks',
	): Promise<RunningTrigger> {
		const trigger = new RunningTrigger();
		const { url: baseUrl, config } = simulator;
		const isGo = config.server === 'go';
		await new Promise<void>((resolve) => trigger.server.listen(0, '127.0.0.1', resolve));
		trigger.contexts = triggerContexts({
			parameters: {
				authentication: isGo ? 'evolutionGo' : 'globalKey',
				instance: { __rl: true, mode: 'name', value: 'demo' },
				events: ['MESSAGES_UPSERT'],
				filters: {},
				options: { simplify: false },
				...parameters,
			},
			credentials: isGo
				? { evolutionGoKeyApi: { baseUrl, globalApiKey: simulator.key } }
				: { evolutionGlobalKeyApi: { baseUrl, apiKey: simulator.key } },
			baseUrl: trigger.baseUrl,
			id: trigger.id,
		});
		try {
			await TRIGGER.webhookMethods.default.create.call(trigger.contexts.hook());
			if (process === 'all') await trigger.live(trigger.contexts);
			else trigger.resetClock = runForLong();
		} catch (error) {
			await trigger.close();
			throw error;
		}
		return trigger;
	}

	private async live(contexts: ReturnType<typeof triggerContexts>): Promise<void> {
		const context = contexts.trigger((outputs, _response, done) => {
			this.started.push(...outputs.flat());
			done?.resolve({} as IRun);
		});
		Object.assign(context.helpers, { registerCron: () => {} });
		const { closeFunction } = await TRIGGER.trigger.call(this.withLog(context));
		this.closeTrigger = closeFunction;
	}

	private withLog<Context extends object>(context: Context): Context {
		return withLog(context, (...entry) => void this.logged.push(entry));
	}

	private get baseUrl(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	get url(): string {
		return `${this.baseUrl}/webhook/${this.id}/webhook`;
	}

	get staticData(): IDataObject {
		return this.contexts?.staticData() ?? {};
	}

	async close(): Promise<void> {
		await this.closeTrigger?.();
		this.resetClock?.();
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
			this.server.closeAllConnections();
		});
	}

	private async take(
		request: http.IncomingMessage,
		response: http.ServerResponse,
		rawBody: Buffer,
	): Promise<void> {
		const body = rawBody.toString();
		const incoming = Object.assign(request, {
			body: parsed(body),
			rawBody,
			originalUrl: request.url,
			params: {},
			query: queryOf(new URL(request.url ?? '', this.baseUrl).searchParams),
		});
		const outgoing = Object.assign(response, {
			status(code: number) {
				response.statusCode = code;
				return outgoing;
			},
			send: (text: string) => response.end(text),
		});
		try {
			const context = this.contexts?.webhook(incoming, outgoing);
			if (context === undefined) throw new Error('not active');
			const result = await TRIGGER.webhook.call(this.withLog(context));
			if (result.workflowData !== undefined) this.started.push(...result.workflowData.flat());
			if (result.noWebhookResponse === true) return;
			response.end(
				String(result.webhookResponse ?? TRIGGER.description.webhooks?.[0].responseData),
			);
		} catch (error) {
			this.logged.push(error);
			response.writeHead(500).end(error instanceof Error ? error.message : '');
		}
	}
}

function parsed(body: string): unknown {
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
}
