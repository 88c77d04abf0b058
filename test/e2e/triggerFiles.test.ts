import { eachTestOn, SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';

// Tests *Download Media* in a real n8n, which stores the files.

const stage = eachTestOn(new SharedStage());
const { server } = stage;

async function posted(content: string): Promise<string[]> {
	const collect = {
		url: `=${stage.collector.url}/file/{{ $binary.data.fileName }}/{{ $binary.data.mimeType }}`,
		contentType: 'binaryData',
		inputDataFieldName: 'data',
	};
	const options = { downloadMedia: { values: { outputField: 'data' } } };
	await server.n8n.client.listen(await server.create(stage, 'files', { options }, collect));
	await stage.receive({
		from: '5511988887777',
		kind: 'document',
		mimetype: 'text/plain',
		fileName: 'prices.txt',
		base64: Buffer.from(content).toString('base64'),
	});
	const got = () =>
		stage.collector.got.filter(({ path }) => path === '/file/prices.txt/text/plain');
	await until('the file came', () => got().length > 0);
	return got().map(({ text }) => text);
}

it('Download Media outputs the file of a message', async () => {
	expect(await posted('a price list')).toEqual(['a price list']);
});

it('Download Media outputs a file that is larger than the largest webhook body that n8n accepts', async () => {
	const large = Buffer.alloc(17_000_000, 'a').toString();
	expect((await posted(large)).map(({ length }) => length)).toEqual([large.length]);
});
