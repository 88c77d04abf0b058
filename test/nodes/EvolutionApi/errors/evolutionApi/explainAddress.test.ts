import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';

import { explainFailure } from '../../../../../nodes/EvolutionApi/server/request';
import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { runOperation } from '../../../../support/run';
import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';

let simulator: Simulator;
let files: http.Server;
/** URL of a file server that has no files. */
let host: string;
/** URL with a port on which no program listens. */
let closed: string;

const portOf = (server: http.Server) => (server.address() as AddressInfo).port;
const listening = async (server: http.Server) =>
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

beforeAll(async () => {
	simulator = await startSimulator({ port: 0, seed: true, quiet: true });
	files = http.createServer((_request, response) => void response.writeHead(404).end());
	await listening(files);
	host = `127.0.0.1:${portOf(files)}`;
	const gone = http.createServer();
	await listening(gone);
	closed = `127.0.0.1:${portOf(gone)}`;
	await new Promise((resolve) => gone.close(resolve));
});
afterAll(async () => {
	await new Promise((resolve) => files.close(resolve));
	await simulator.close();
});

const ANA = '5511988887777';
const sendFile = async (operation: string, mediaUrl: string, values: IDataObject = {}) => {
	const [resource, name] = operation.split('.');
	const recipient = resource === 'status' || resource === 'profile' ? {} : { recipient: ANA };
	return await runOperation(simulator, {
		resource,
		operation: name,
		values: { ...recipient, mediaSource: 'url', mediaUrl, ...values },
	});
};

describe('a file that the server cannot open', () => {
	it.each<[what: string, address: () => string, reason: () => string]>([
		[
			'no such host',
			() => 'http://nowhere.invalid/a.png?token=abc',
			() => 'nowhere.invalid, because there is no such host',
		],
		['HTTP 404', () => `http://${host}/a.png`, () => `${host}, which answers HTTP 404`],
		[
			'nothing listens at the port',
			() => `http://${closed}/a.png`,
			() => `${closed}, because nothing answers there`,
		],
	])('is reported with the field and the host: %s', async (_what, address, reason) => {
		const { error } = await sendFile('message.sendMedia', address());
		expect(error?.message).toBe(`"URL" cannot be used: the server cannot open ${reason()}`);
		expect(error?.description).toMatch(/^Check the address/);
		expect(error?.description).not.toContain('log of');
	});

	it.each<[operation: string, values: IDataObject]>([
		['message.sendSticker', {}],
		['message.sendVoiceNote', {}],
		['profile.updatePicture', {}],
		['status.send', { statusType: 'image' }],
		[
			'message.reply',
			{
				replyType: 'media',
				options: { specificMessage: { values: { recipient: '5511988887777', messageId: '3EB0' } } },
			},
		],
	])('is reported for each operation that sends a file: %s', async (operation, values) => {
		const { error } = await sendFile(operation, 'http://nowhere.invalid/a', values);
		expect(error?.message).toBe(
			'"URL" cannot be used: the server cannot open nowhere.invalid, because there is no such host',
		);
	});

	it('is reported with its position in a Send Sequence, such as "message 2 of 2"', async () => {
		const { error } = await runOperation(simulator, {
			resource: 'message',
			operation: 'sendSequence',
			values: {
				recipient: ANA,
				steps: {
					step: [
						{ action: 'text', text: 'Look:' },
						{ action: 'image', mediaSource: 'url', mediaUrl: 'http://nowhere.invalid/a.png' },
					],
				},
			},
		});
		expect(error?.message).toBe(
			'"URL" cannot be used: the server cannot open nowhere.invalid, because there is no such host. It was message 2 of 2',
		);
	});

	it.each([
		[
			'the failed host is not that of the file',
			'Error: getaddrinfo ENOTFOUND mmg.whatsapp.net',
			'https://example.com/a.png',
		],
		[
			'no file was sent, only a text with an address',
			'Error: connect ECONNREFUSED 10.1.1.1:443',
			undefined,
		],
	])(
		'is not given as the reason where the error of the server is about something else: %s',
		(_what, said, media) => {
			const failure = explainFailure(
				{ status: 500, body: { response: { message: [said] } }, headers: {} },
				{
					method: 'POST',
					path: '/message/sendMedia/demo',
					baseUrl: 'http://127.0.0.1:8080',
					program: 'Evolution API',
					authentication: 'globalKey',
					requestBody: { media, text: 'https://example.com/a.png' },
				},
				evolutionApi,
			);
			expect(failure?.message).toContain(`does not reach something that it needs: ${said}`);
			expect(failure?.badUrl).toBeUndefined();
		},
	);

	it.each([
		['Error: self-signed certificate', 'because its certificate is not trusted'],
		['AxiosError: timeout of 30000ms exceeded', 'because it does not answer in time'],
	])('is reported with its host and a reason in plain words instead of "%s"', (said, reason) => {
		const failure = explainFailure(
			{ status: 500, body: { response: { message: [said] } }, headers: {} },
			{
				method: 'POST',
				path: '/message/sendCarousel/demo',
				baseUrl: 'http://127.0.0.1:8080',
				program: 'Evolution API',
				authentication: 'globalKey',
				requestBody: { cards: [{ imageUrl: 'https://files.example.com/a.png', text: 'A' }] },
			},
			evolutionApi,
		);
		expect(failure?.message).toBe(`The server cannot open files.example.com, ${reason}`);
		expect(failure?.nothingDone).toBe(true);
	});
});
