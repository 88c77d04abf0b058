import type { Json } from '../../../core/data';
import { failed, successWith } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { useClientPatiently } from '../../life/useClient';
import { withId, NEEDS_NUMBER } from '../../sending/common';
import { download, pageAt } from '../../sending/download';
import { sendMessage } from '../../sending/sendMessage';

const struct = {
	name: 'LinkStruct',
	fields: {
		...withId,
		text: 'string',
		title: 'string',
		url: 'string',
		description: 'string',
		imgUrl: 'string',
	},
} as const;

interface Preview {
	title: string;
	description: string;
	imgUrl: string;
}

const URL_IN_TEXT = /https?:\/\/[^\s"'<>]+/;

/** If a tag occurs more than once, the last one counts. */
function previewOf(page: string): Preview {
	const metas = [...page.matchAll(/<meta\s[^>]*>/gi)].map(([tag]) => ({
		name: /(?:property|name)=["']([^"']*)/i.exec(tag)?.[1],
		content: /content=["']([^"']*)/i.exec(tag)?.[1] ?? '',
	}));
	const last = (...names: string[]) =>
		metas.filter(({ name, content }) => names.includes(name ?? '') && content !== '').at(-1)
			?.content ?? '';
	return {
		title: /<title[^>]*>([^<]*)/i.exec(page)?.[1] ?? '',
		description: last('description', 'og:description'),
		imgUrl: last('og:image'),
	};
}

/** If the text contains a URL, the server ignores the body's preview, even if the URL's page has no title or picture. */
async function partOf(text: string, body: Preview): Promise<Json> {
	const matchedText = URL_IN_TEXT.exec(text)?.[0] ?? '';
	const { title, description, imgUrl } = matchedText ? previewOf(await pageAt(matchedText)) : body;
	const image = imgUrl ? await download(imgUrl, 'image') : undefined;
	return {
		text,
		matchedText,
		title,
		description,
		previewType: 1,
		...(image && { jpegThumbnail: Buffer.concat(image.chunks) }),
	};
}

const linkPart = async (call: GoCall, text: string, body: Preview): Promise<Json> => {
	await useClientPatiently(call);
	try {
		return await partOf(text, body);
	} catch (error) {
		throw failed((error as Error).message);
	}
};

export const sendLink: InstanceGoRoute = {
	method: 'POST',
	path: '/send/link',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, [NEEDS_NUMBER, ['text', 'message body is required']]);
		const part = await linkPart(call, body.text, body);
		const content = { messageType: 'extendedTextMessage', type: 'ExtendedTextMessage', part };
		return successWith(await sendMessage(call, body, content));
	},
};
