import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { bodies, useSimulator } from '../../../../support/simulator';
import { sentMessage } from '../../../../support/written';

// For audio that isn't a URL and has neither a name nor a type, the server fails with a TypeError. The node avoids that.

const simulator = useSimulator();

const base64 = (beginning: string) =>
	Buffer.from(`${beginning}0123456789ab`, 'latin1').toString('base64');
const OGG = base64('OggS');

const send = async (values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendMedia',
		values: { recipient: '5511988887777', mediaType: 'audio', mediaSource: 'base64', ...values },
	});

describe('Send Media of audio in Base64', () => {
	it.each([
		['plain', OGG],
		['as a data: address', `data:audio/ogg;base64,${OGG}`],
		['with line breaks', OGG.replace(/(.{6})/g, '$1\n')],
	])('without a file name arrives as audio/ogg (Base64: %s)', async (_, mediaBase64) => {
		const { error, items } = await send({ mediaBase64 });
		expect(error).toBeUndefined();
		expect(sentMessage(simulator.current, items)?.message).toMatchObject({
			audioMessage: { mimetype: 'audio/ogg' },
		});
	});

	it.each([
		['OggS', 'audio.ogg'],
		['RIFF', 'audio.wav'],
		['\0\0\0\x20ftypM4A ', 'audio.m4a'],
		['fLaC', 'audio.flac'],
		['#!AMR\n', 'audio.amr'],
		['\x1aE\xdf\xa3', 'audio.weba'],
		['\xff\xf1', 'audio.aac'],
		['\xff\xfb', 'audio.mp3'],
		['ID3', 'audio.mp3'],
		['\0\x01', 'audio.mp3'],
	])('that begins with %j gets the file name %s', async (beginning, fileName) => {
		await send({ mediaBase64: base64(beginning) });
		expect(bodies(simulator.current)[0]).toMatchObject({ fileName });
	});

	it('has the extension of its type if its file name has none, or the server would send the type "false"', async () => {
		await send({ mediaBase64: OGG, options: { fileName: 'recording' } });
		expect(bodies(simulator.current)[0]).toMatchObject({ fileName: 'recording.ogg' });
	});

	it('has a name that fits its content, and the MIME type that the user gives', async () => {
		await send({ mediaBase64: OGG, options: { fileName: 'song.mp3' } });
		await send({ mediaBase64: OGG, options: { mimeType: 'audio/mp4' } });
		const [named, typed] = bodies(simulator.current);
		expect(named).toMatchObject({ fileName: 'song.mp3.ogg' });
		expect(typed).toMatchObject({ mimetype: 'audio/mp4' });
		expect(typed).not.toHaveProperty('fileName');
	});
});
