import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';

import { generateUrlSignature, prepareUrlForSigning } from 'n8n-core/dist/utils/signature-helpers';
import { Container, InstanceSettings } from '../../../../../dev/engine/core';
import { runOperationWith } from '../../../../../dev/engine/operation';
import { CREDENTIAL_TYPES } from '../../../../../nodes/EvolutionApi/server/connection';
import { acknowledge } from '../../../../../nodes/EvolutionApi/hub/subscribers';
import { untilQuiet } from '../../../../support/time';
import { arrived } from '../../../../support/simulator';
import type { Simulator } from '../../../../../simulator/server';
import { ANA } from '../../trigger/support/happenings';

function signedResumeUrl(parameters: Record<string, string> = {}): string {
	const url = new URL('http://localhost:5678/webhook-waiting/1/1');
	for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	const { hmacSignatureSecret } = Container.get(InstanceSettings);
	const signature = generateUrlSignature(prepareUrlForSigning(url), hmacSignatureSecret);
	url.searchParams.set('signature', signature);
	return url.toString();
}

export class AskedPeople {
	readonly answers: IDataObject[] = [];
	/** Deliveries of the server, oldest first. */
	readonly delivered: Array<{
		readonly headers: http.IncomingHttpHeaders;
		readonly body: IDataObject;
	}> = [];
	/** The execution's stored state, as JSON. */
	state: unknown;
	/** The credential's values when a reply arrives. n8n has no item then, so expressions can't read one. */
	credential: IDataObject;
	/** Whether n8n can store executions. If not, its database is locked. */
	canStore = true;
	sign = signedResumeUrl;
	private deliver?: typeof import('./waitingExecution').deliverToWait;
	private readonly server: http.Server;

	private constructor(
		private readonly simulator: Simulator,
		private readonly authentication: 'evolutionGo' | 'globalKey',
		private readonly instance: string,
	) {
		const { url: baseUrl, key } = simulator;
		this.credential =
			authentication === 'evolutionGo' ? { baseUrl, globalApiKey: key } : { baseUrl, apiKey: key };
		this.server = http.createServer((request, response) => {
			void (async () => {
				const chunks: Buffer[] = [];
				for await (const chunk of request) chunks.push(chunk as Buffer);
				const body = JSON.parse(String(Buffer.concat(chunks))) as IDataObject;
				if (!this.isSigned(request.url)) {
					response.writeHead(401).end();
					return;
				}
				this.delivered.push({ headers: request.headers, body });
				const { status, text } = await this.answerTo(request.headers, body);
				response.writeHead(status).end(text);
			})();
		});
	}

	static async start(
		simulator: Simulator,
		authentication: 'evolutionGo' | 'globalKey' = 'globalKey',
		instance = 'demo',
	): Promise<AskedPeople> {
		const people = new AskedPeople(simulator, authentication, instance);
		await people.restart();
		await new Promise<void>((resolve) => people.server.listen(0, '127.0.0.1', resolve));
		return people;
	}

	/** Starts n8n again, which then knows only the stored data. */
	async restart(): Promise<void> {
		await jest.isolateModulesAsync(async () => {
			this.deliver = (await import('./waitingExecution')).deliverToWait;
		});
	}

	async end(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	get address(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Checks the URL's signature like n8n. Any added parameter makes it invalid. */
	private isSigned(url = ''): boolean {
		const { signature, ...added } = Object.fromEntries(new URL(url, this.address).searchParams);
		return new URL(this.sign(added)).searchParams.get('signature') === signature;
	}

	async come(headers: object, body: IDataObject): Promise<string> {
		return (await this.answerTo(headers, body)).text;
	}

	private async answerTo(
		headers: object,
		body: IDataObject,
	): Promise<{ readonly status: number; readonly text: string }> {
		const { credential, sign, state, canStore } = this;
		const response = { status: 200 };
		const waiting = { credential, sign, state, response, canStore };
		const result = await this.deliver?.(waiting, headers, body);
		const [item] = result?.workflowData?.[0] ?? [];
		const { status } = response;
		if (status === 500) return { status, text: '{"code":500}' };
		if (item === undefined) return { status, text: String(result?.webhookResponse ?? '') };
		this.answers.push(item.json);
		return { status, text: acknowledge('taken') };
	}

	/** @returns the message ID of the question */
	async ask(
		values: IDataObject,
		options: IDataObject = {},
		given: { credential?: IDataObject; item?: IDataObject } = {},
	): Promise<string> {
		const { credential = this.credential, item = {} } = given;
		const { authentication } = this;
		const { error, kept } = await runOperationWith(
			{ authentication, credentials: { [CREDENTIAL_TYPES[authentication]]: credential } },
			{
				resource: 'message',
				operation: 'sendAndWait',
				// With an instance token, the node needs no instance name.
				instance: credential.instanceToken === undefined ? this.instance : undefined,
				items: [{ json: item }],
				values: {
					recipient: ANA,
					message: 'So?',
					...values,
					options: {
						webhookBaseUrl: this.address,
						responsePage: { values: { baseUrl: this.address } },
						...options,
					},
				},
			},
		);
		expect(error).toBeUndefined();
		this.state = kept.wait;
		return String((JSON.parse(String(kept.wait)) as IDataObject).messageId);
	}

	async happens(what: object): Promise<void> {
		await fetch(`${this.simulator.url}/_sim/instances/${this.instance}/receive`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', apikey: this.simulator.key },
			body: JSON.stringify({ from: ANA, kind: 'text', ...what }),
		});
		await untilQuiet();
	}

	prompts(): IDataObject[] {
		return arrived(this.simulator)
			.filter(({ path }) => path.startsWith('/message/sendText/') || path === '/send/text')
			.map(({ body }) => body as IDataObject)
			.filter(({ quoted }) => quoted !== undefined);
	}
}
