import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { triggerContexts } from '../../../../../dev/engine/triggerContexts';
import { parseDelivery } from '../../../../../nodes/EvolutionApi/events/eventItems';
import { outputsFor } from '../../../../../nodes/EvolutionApi/trigger/items/itemsWithMedia';
import {
	readSettings,
	readServer,
} from '../../../../../nodes/EvolutionApi/trigger/settings/triggerSettings';
import { bytesOf } from '../../../../support/binary';
import { untilQuiet } from '../../../../support/time';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { withLog } from '../../../../support/withLog';
import { FakeN8n } from '../support/fakeN8n';
import { ANA, listeners } from '../support/happenings';
import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';

const simulator = useSimulator();
const CONTENT = 'a price list';
const BASE64 = Buffer.from(CONTENT).toString('base64');
const options = { downloadMedia: { values: { outputField: 'data' } } };

async function ask(path: string, body?: object): Promise<IDataObject> {
	const { url, key } = simulator.current;
	const response = await fetch(url + path, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { 'content-type': 'application/json', apikey: key },
		body: JSON.stringify(body),
	});
	return (await response.json()) as IDataObject;
}

describe('Download Media: the webhook that is set', () => {
	let n8n: FakeN8n;
	let instance: string;
	let count = 0;
	beforeEach(async () => {
		n8n = await FakeN8n.start(simulator.current);
		// Each test has another instance, because the process remembers an instance's integration (e.g. `WHATSAPP-BAILEYS`).
		instance = `files & #${++count}`;
	});
	afterEach(async () => await n8n.close());

	const create = async (integration: string) =>
		await ask('/instance/create', { instanceName: instance, integration });
	const workflow = () =>
		n8n.workflow('one', { options, instance: { __rl: true, mode: 'name', value: instance } });
	const webhook = () => simulator.current.state.instances.get(instance)?.webhook;
	const asked = () =>
		arrived(simulator.current).filter(({ path }) => path.startsWith('/instance/fetchInstances'));

	it('includes no files: a large one would make n8n refuse the whole delivery', async () => {
		await create('WHATSAPP-BAILEYS');
		const one = workflow();
		await one.activate();
		expect(webhook()).toMatchObject({ url: one.url, webhookBase64: false });
		one.tick();
		await untilQuiet();
		expect(asked()).toHaveLength(1);
	});

	it('stops including files at the next start of the trigger, if the server stores them by then', async () => {
		await create('WHATSAPP-BUSINESS');
		const one = workflow();
		await one.activate();
		expect(webhook()?.webhookBase64).toBe(true);
		await one.end();
		const inside = webhook();
		instance = 'demo';
		Object.assign(simulator.current.state.instances.get('demo') ?? {}, { webhook: inside });
		expect(await listeners(simulator.current)).toMatchObject([{ url: one.url, base64: true }]);
		await workflow().activate('init');
		expect(webhook()).toMatchObject({ url: one.url, webhookBase64: false });
		expect((await listeners(simulator.current))[0]?.base64).toBeUndefined();
	});

	it('includes files on a Business instance, where the server does not store them', async () => {
		await create('WHATSAPP-BUSINESS');
		await workflow().activate();
		expect(webhook()?.webhookBase64).toBe(true);
	});

	it('includes files where the server does not say which kind of instance it is', async () => {
		await create('WHATSAPP-BAILEYS');
		fail(simulator.current, { path: '/instance/fetchInstances', status: 403, body: {}, times: 9 });
		await workflow().activate();
		expect(webhook()?.webhookBase64).toBe(true);
	});
});

describe('Download Media: the file of a message', () => {
	const context = () => {
		const { url: baseUrl, key: apiKey } = simulator.current;
		const parameters = {
			authentication: 'globalKey',
			events: ['MESSAGES_UPSERT'],
			options,
			instance: { __rl: true, mode: 'name', value: 'demo' },
		};
		const credentials = { evolutionGlobalKeyApi: { baseUrl, apiKey } };
		const ofN8n = triggerContexts({ parameters, credentials }).webhook({ headers: {} }, {});
		return withLog(ofN8n, (text) => void logged.push(text));
	};
	let logged: unknown[] = [];
	beforeEach(() => (logged = []));
	const receive = async () =>
		await ask('/_sim/instances/demo/receive', {
			from: ANA,
			kind: 'document',
			fileName: 'prices.txt',
			mimetype: 'text/plain',
			base64: BASE64,
		});
	const requests = () =>
		arrived(simulator.current)
			.filter(({ path }) => path.startsWith('/chat/getBase64'))
			.map(({ body }) => (body as IDataObject).message);

	async function itemOf(data: IDataObject): Promise<INodeExecutionData> {
		const body = { event: 'messages.upsert', instance: 'demo', data };
		const delivery = parseDelivery(body, evolutionApi);
		if (delivery === undefined) throw new Error('This is no delivery');
		const producer = context();
		const server = async () => await readServer(producer);
		const [[item]] = await outputsFor(producer, readSettings(producer), delivery, server);
		return item;
	}

	async function fileOf(data: IDataObject): Promise<object | undefined> {
		const file = (await itemOf(data)).binary?.data;
		if (file === undefined) return undefined;
		const { fileName, mimeType } = file;
		return { fileName, mimeType, content: (await bytesOf(file)).toString() };
	}
	const prices = { fileName: 'prices.txt', mimeType: 'text/plain', content: CONTENT };

	it('cannot be downloaded: the message starts the workflow without it, with the reason', async () => {
		const data = await receive();
		const body = { status: 400, response: { message: ['Message not found'] } };
		fail(simulator.current, { path: '/chat/getBase64', status: 400, body, times: 9 });
		const { binary, json } = await itemOf(data);
		expect(binary).toBeUndefined();
		expect(json).toMatchObject({
			kind: 'document',
			mediaError: 'The server does not find this message by its ID',
		});
		expect(logged).toEqual(['The file of a WhatsApp message could not be fetched']);
	});

	it('is too large for n8n: the server is not asked for it, and the item says so', async () => {
		const data = await receive();
		const { documentMessage } = data.message as { documentMessage: IDataObject };
		documentMessage.fileLength = String(200 * 1024 * 1024);
		const { binary, json } = await itemOf(data);
		expect(binary).toBeUndefined();
		expect(json.mediaError).toBe('The file is larger than 112 MB');
		expect(requests()).toEqual([]);
	});

	it('is downloaded from the server', async () => {
		const data = await receive();
		expect(await fileOf(data)).toEqual(prices);
		expect(requests()).toEqual([{ key: { id: (data.key as IDataObject).id } }]);
	});

	it('is requested again with the whole message if the server has not stored the message', async () => {
		const data = await receive();
		const body = { status: 400, response: { message: ['Message not found'] } };
		fail(simulator.current, { path: '/chat/getBase64', status: 400, body });
		expect(await fileOf(data)).toEqual(prices);
		expect(requests()[1]).toMatchObject({
			key: data.key,
			messageType: 'documentMessage',
			message: { documentMessage: { mediaKey: expect.stringMatching(/^[\w+/]{43}=$/) } },
		});
	});

	it('is downloaded once for all workflows of this n8n that want it', async () => {
		const data = await receive();
		expect(await Promise.all([fileOf(data), fileOf(data)])).toEqual([prices, prices]);
		expect(requests()).toHaveLength(1);
	});

	it('is taken from the delivery if another app has the server include it', async () => {
		const data = await receive();
		const message = { ...(data.message as IDataObject), base64: BASE64 };
		expect(await fileOf({ ...data, message })).toEqual(prices);
		expect(requests()).toEqual([]);
	});
});
