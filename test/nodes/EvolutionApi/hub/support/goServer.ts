import { z } from 'zod';

import { evolutionGo } from '../../../../../nodes/EvolutionApi/server/evolutionGo';
import { createWebhookApi, type WebhookApi } from '../../../../../nodes/EvolutionApi/hub/changes';
import { eventStringOf } from '../../../../../simulator/go/events/words';

/** Schema for the body of `POST /instance/connect`. */
const connectBody = z.object({
	webhookUrl: z.string(),
	subscribe: z.array(z.string()),
	rabbitmqEnable: z.string().optional(),
	websocketEnable: z.string().optional(),
	natsEnable: z.string().optional(),
});

export class FakeGoServer {
	readonly row = {
		name: 'demo',
		webhook: '',
		events: '',
		rabbitmqEnable: '',
		websocketEnable: '',
		natsEnable: '',
	};

	/** As in Evolution Go, missing fields are cleared. */
	connect({ webhookUrl, subscribe, ...ways }: z.output<typeof connectBody>): void {
		const none = { rabbitmqEnable: '', websocketEnable: '', natsEnable: '' };
		const events = eventStringOf(subscribe);
		Object.assign(this.row, none, ways, { webhook: webhookUrl, events });
	}

	api(overrides: Partial<WebhookApi> = {}): WebhookApi {
		const api = createWebhookApi(
			async ({ path, body }) => {
				if (path === '/instance/all') return await this.answer([{ ...this.row }]);
				this.connect(connectBody.parse(body));
				return await this.answer({});
			},
			'demo',
			evolutionGo.webhook,
		);
		return {
			...api,
			sleep: async () => undefined,
			random: () => 0.5,
			now: () => 1_800_000_000_000,
			...overrides,
		};
	}

	private readonly answer = async (data: unknown) =>
		await Promise.resolve({ body: { message: 'success', data } });
}
