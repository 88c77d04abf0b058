import { type Failure, RequestFailure } from '../../../../../nodes/EvolutionApi/errors/failure';
import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';
import type { Result } from '../../../../../nodes/EvolutionApi/server/adapter';
import type { WebhookApi } from '../../../../../nodes/EvolutionApi/hub/changes';
import type { WorkflowSubscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import type { Instance, Webhook } from '../../../../../simulator/state/instance';

export class FakeServer {
	private readonly instance = { id: 'i', webhook: null } as unknown as Instance;
	readonly sets: Array<Record<string, unknown>> = [];
	readonly failures: Array<Partial<Record<'find' | 'set', Failure>>> = [];

	get record(): Webhook | null {
		return this.instance.webhook;
	}

	set(webhook: Record<string, unknown>): void {
		setWebhook(this.instance, webhook);
	}

	private answer(what: 'find' | 'set', body: () => unknown): Result {
		const failure = this.failures[0]?.[what];
		if (failure === undefined) return { body: body() };
		this.failures.shift();
		return { failure };
	}

	api(overrides: Partial<WebhookApi> = {}): WebhookApi {
		return {
			find: async () =>
				await evolutionApi.webhook.find(
					async () =>
						await Promise.resolve(this.answer('find', () => structuredClone(this.record) ?? {})),
					'demo',
				),
			set: async (webhook) =>
				this.answer('set', () => {
					this.sets.push({ ...structuredClone(webhook) });
					this.set({ ...structuredClone(webhook) });
					return structuredClone(this.record);
				}),
			sleep: async () => undefined,
			random: () => 0.5,
			now: () => 1_800_000_000_000,
			...overrides,
		};
	}
}

export const trigger = (
	number: number | string,
	rest: Partial<WorkflowSubscriber> = {},
): WorkflowSubscriber => ({
	kind: 'trigger',
	url: urlOf(number),
	events: ['MESSAGES_UPSERT'],
	...rest,
});

export const urlOf = (number: number | string) => `https://n8n.example/webhook/${number}/hook`;

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof RequestFailure)) throw new Error(`Not a failure: ${String(error)}`);
	return error.failure;
}
