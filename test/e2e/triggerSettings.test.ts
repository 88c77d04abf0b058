import { SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';

// Files, in a real n8n.

const ANA = '5511988887777';
const stage = new SharedStage();
const { server } = stage;
const active: string[] = [];

beforeAll(async () => await stage.start());

afterEach(async () => {
	for (const id of active.splice(0)) await server.n8n.client.deactivate(id);
	await stage.ask('DELETE', '/_sim/faults');
	await until('nobody listens', async () => {
		const webhook = await stage.webhook();
		return webhook === null || !webhook.url.includes('/webhook/') || webhook.events.length === 0;
	});
});

afterAll(async () => await stage.end());

/** Creates and activates a workflow. */
async function activate(...[name, parameters, collect]: [string, object?, object?]) {
	const id = await server.create(stage, name, parameters, collect);
	active.push(id);
	await server.n8n.client.listen(id);
	return id;
}

const registered = async () =>
	await until('it listens', async () => {
		const webhook = await stage.webhook();
		return webhook?.enabled === true && webhook.url.includes('/webhook/');
	});

describe('Download Media: the file of a message', () => {
	const CONTENT = 'a price list';
	const document = {
		from: ANA,
		kind: 'document',
		mimetype: 'text/plain',
		fileName: 'prices.txt',
		base64: Buffer.from(CONTENT).toString('base64'),
	};
	const asked = async () => {
		const requests = (await stage.ask('GET', '/_sim/requests')) as Array<{ path: string }>;
		return requests.filter(({ path }) => path.startsWith('/chat/getBase64')).length;
	};
	/** Posts the file itself, to a path that says what it is. */
	const postFile = {
		url: `={{ "COLLECTOR" }}/file/{{ $binary.data.fileName }}/{{ $binary.data.mimeType }}`,
		contentType: 'binaryData',
		inputDataFieldName: 'data',
	};
	const collected = () =>
		stage.collector.got.filter(({ path }) => path === '/file/prices.txt/text/plain');

	beforeEach(() => {
		stage.collector.got.length = 0;
	});

	const listen = async (name: string) => {
		const collect = { ...postFile, url: postFile.url.replace('COLLECTOR', stage.collector.url) };
		await activate(
			name,
			{ options: { downloadMedia: { values: { outputField: 'data' } } } },
			collect,
		);
		await registered();
	};

	const setForeign = async (webhook: object) =>
		await stage.ask('POST', '/webhook/set/demo', {
			webhook: { url: `${stage.collector.url}/foreign`, events: ['CALL'], ...webhook },
		});

	it('is taken from the webhook delivery if another app has Base64 switched on', async () => {
		await setForeign({ enabled: true, base64: true });
		await listen('inside');
		const before = await asked();
		await stage.receive(document);
		await until('the file came', () => collected().length > 0);
		expect(collected().map(({ text }) => text)).toEqual([CONTENT]);
		expect(await asked()).toBe(before);
		await server.n8n.client.deactivate(active.splice(0)[0]);
		await until('it is as before', async () => /foreign$/.test((await stage.webhook()).url));
		await setForeign({ enabled: false, base64: false });
	});

	it('is fetched from the server', async () => {
		await listen('fetched');
		const before = await asked();
		await stage.receive(document);
		await until('the file came', () => collected().length > 0);
		expect(collected().map(({ text }) => text)).toEqual([CONTENT]);
		expect(await asked()).toBe(before + 1);
	});

	it('cannot be fetched: the message starts the workflow all the same', async () => {
		await activate('without', { options: { downloadMedia: { values: { outputField: 'data' } } } });
		await registered();
		await stage.sim('/_sim/faults', { path: '/chat/getBase64', times: 20, status: 400, body: {} });
		await stage.receive({ ...document, caption: 'all the same' });
		const got = await stage.collector.settled('/without/production', 1);
		expect(got).toHaveLength(1);
		expect(got[0]).toMatchObject({ kind: 'document', text: 'all the same' });
	});

	it('may be larger than the largest webhook body that n8n accepts', async () => {
		await listen('large');
		const large = Buffer.alloc(17_000_000, 'a').toString();
		await stage.receive({ ...document, base64: Buffer.from(large).toString('base64') });
		await until('the file came', () => collected().length > 0);
		expect(collected().map(({ text }) => text.length)).toEqual([large.length]);
	});
});
