import { toBlob } from '../../../core/body';
import type { Blob } from '../../../core/data';
import type { Answer } from '../../../core/types';
import { failed, invalid, panic, successWith } from '../../core/answers';
import { isGroup } from '../../core/jids';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { useClientPatiently } from '../../life/useClient';
import { type Addressed, withId, forwardable, NEEDS_NUMBER } from '../../sending/common';
import { download } from '../../sending/download';
import { mediaFor, type MediaRequest } from '../../sending/media';
import { sendMessage } from '../../sending/sendMessage';
import { has } from '../../state/versions';
import { mediaForm } from './mediaForm';

const fields = {
	...withId,
	url: 'string',
	type: 'string',
	caption: 'string',
	filename: 'string',
} as const;
const struct = { name: 'MediaStruct', fields } as const;
const forwardableStruct = { name: 'MediaStruct', fields: { ...fields, ...forwardable } } as const;

/** From 0.7.0 on, `url` may also be Base64, which is handled like an upload. */
async function fileOf(call: GoCall, url: string, type: string): Promise<Blob> {
	if (isAddress(call, url)) {
		try {
			return await download(url, type);
		} catch (error) {
			throw failed((error as Error).message);
		}
	}
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(url) || url.length % 4 !== 0) {
		throw invalid('invalid base64 encoding');
	}
	return toBlob([Buffer.from(url, 'base64')]);
}

const isAddress = ({ state: { config } }: GoCall, url: string) =>
	/^https?:\/\//.test(url) || !has(config, 'base64Files');

async function answerWith(
	call: GoCall,
	body: Addressed,
	request: MediaRequest,
	file: Blob,
): Promise<Answer> {
	const content = mediaFor(call.state.config, request, file);
	const mentions = body.mentionAll || body.mentionedJid.length > 0;
	const isBroken = content.wrap && mentions && isGroup(body.number);
	if (isBroken) throw panic();
	return successWith(await sendMessage(call, body, content));
}

async function sendUpload(call: GoCall): Promise<Answer> {
	const { body, type, caption, filename } = mediaForm(call);
	await useClientPatiently(call);
	const [file] = call.files;
	const { number } = body;
	return await answerWith(call, body, { number, type, caption, filename, way: 'bytes' }, file);
}

export const sendMedia: InstanceGoRoute = {
	method: 'POST',
	path: '/send/media',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		if (call.contentType.startsWith('multipart/form-data')) return await sendUpload(call);
		const isForwardable = has(call.state.config, 'forwarding');
		const body = bodyOf(call, isForwardable ? forwardableStruct : struct, [
			NEEDS_NUMBER,
			['url', 'URL is required'],
			['type', 'media type is required'],
		]);
		await useClientPatiently(call);
		const { number, type, caption, filename, url } = body;
		const file = await fileOf(call, url, type);
		const way = isAddress(call, url) ? 'address' : 'bytes';
		const request = { number, type, caption, filename, url, way } as const;
		return await answerWith(call, body, request, file);
	},
};
