import type { Blob, Json } from '../../../core/data';
import type { Answer } from '../../../core/types';
import { failed, invalid, successWith } from '../../core/answers';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { useClient } from '../../life/useClient';
import { deliverGo } from '../../sending/deliver';
import { download } from '../../sending/download';
import { mediaFor, type MediaRequest } from '../../sending/media';
import type { GoContent } from '../../sending/sendMessage';

const EVERYBODY = 'status@broadcast';

/** Posts a status, whose audience WhatsApp chooses. Webhooks get no event about it (webhook_producer.go:39). */
async function publish(call: GoCall, id: string, content: GoContent): Promise<Answer> {
	const { messageType, type, part, media } = content;
	const answer: Json = await deliverGo(call, {
		jid: EVERYBODY,
		id: id || undefined,
		messageType,
		message: { [messageType]: part },
		media,
		as: { type, quoted: { messageId: '', participant: '' }, isSilent: true },
	});
	return successWith(answer);
}

const textStruct = { name: 'StatusTextStruct', fields: { text: 'string', id: 'string' } } as const;

export const statusText: InstanceGoRoute = {
	method: 'POST',
	path: '/send/status/text',
	key: 'instance',
	since: 'statuses',
	async run(call) {
		const { text, id } = bodyOf(call, textStruct, [['text', 'text is required']]);
		await useClient(call);
		return await publish(call, id, {
			messageType: 'extendedTextMessage',
			type: 'StatusTextMessage',
			part: { text },
		});
	},
};

const mediaStruct = {
	name: 'StatusMediaStruct',
	fields: { type: 'string', url: 'string', caption: 'string', id: 'string' },
} as const;

function checkType(type: string): void {
	if (type !== 'image' && type !== 'video') throw invalid("type must be 'image' or 'video'");
}

async function fromForm(call: GoCall): Promise<Answer> {
	const { type = '', caption = '', id = '' } = call.fields;
	if (type === '') throw invalid('media type is required');
	checkType(type);
	const file = call.files.find(({ field }) => field === 'file');
	if (!file) throw invalid('file is required');
	await useClient(call);
	return await publish(call, id, mediaFor(call.state.config, requestOf(type, caption), file));
}

const requestOf = (type: string, caption: string): MediaRequest => ({
	number: EVERYBODY,
	type,
	caption,
	filename: '',
	way: 'status',
});

/** Only URLs are accepted, and the download must return a success status (send_service.go:2763–2798 in 0.7.1). */
async function fileAt(url: string, type: string): Promise<Blob> {
	try {
		return await download(url, type, true);
	} catch (error) {
		const { message } = error as Error;
		throw failed(
			`failed to download file${message.startsWith('HTTP') ? '' : ' from URL'}: ${message}`,
		);
	}
}

export const statusMedia: InstanceGoRoute = {
	method: 'POST',
	path: '/send/status/media',
	key: 'instance',
	since: 'statuses',
	async run(call) {
		if (call.contentType.startsWith('multipart/form-data')) return await fromForm(call);
		const { type, url, caption, id } = bodyOf(call, mediaStruct, [['url', 'url is required']]);
		checkType(type);
		await useClient(call);
		const file = await fileAt(url, type);
		return await publish(call, id, mediaFor(call.state.config, requestOf(type, caption), file));
	},
};
