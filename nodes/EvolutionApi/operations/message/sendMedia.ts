import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { audioName } from '../../fields/audioName';
import { collectionInput, optionsField } from '../../fields/collections';
import { choiceField, switchField } from '../../fields/fieldKinds';
import { choice, flag, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mediaBody, mediaFields, mediaShape, readMedia } from '../../fields/media';
import { mediaContent } from '../../fields/mediaContent';
import { mediaOptions, mediaType } from '../../fields/mediaMessage';
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { nameInUrl } from '../../fields/nameInUrl';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { simplifySentMessage } from './shared/sentMessage';

/** `POST /message/sendMedia/{instance}`: a picture, video, document or audio file. */
export const sendMedia = defineOperation({
	name: 'Send Media',
	value: 'sendMedia',
	action: 'Send a picture, video, document or audio file by WhatsApp',
	description: 'Send a picture, video, document or audio file to a person or a group',
	request: { method: 'POST', path: '/message/sendMedia/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		mediaType,
		...mediaFields,
		optionsField(
			...optionFields.untyped,
			...optionFields.mentions,
			...optionFields.messageId,
			mediaOptions.caption,
			mediaOptions.fileName,
			choiceField('GIF Source', 'gifAttribution', {
				displayOptions: { show: { '/mediaType': ['video'] } },
				options: [
					{ name: 'GIPHY', value: '1' },
					{ name: 'None', value: '0' },
					{ name: 'Tenor', value: '2' },
				],
				default: '1',
				description:
					'Source of the GIF, which WhatsApp shows with it. Needs Evolution API 2.4 or newer; older servers ignore it.',
			}),
			mediaOptions.mimeType,
			switchField('Play as GIF', 'gifPlayback', {
				displayOptions: { show: { '/mediaType': ['video'] } },
				description:
					'Whether a video plays silently in a loop. Needs Evolution API 2.4 or newer; older servers ignore it.',
			}),
		),
		bulkSending,
		simplify,
	],
	input: {
		recipient: addresseeInput,
		mediaType: choice('audio', 'document', 'image', 'video'),
		...mediaShape,
		options: collectionInput({
			...optionShapes.all,
			caption: optionalText,
			fileName: optionalText,
			gifAttribution: choice('0', '1', '2'),
			gifPlayback: flag,
			mimeType: optionalText,
		}),
	},
	example: {
		recipient: '5511988887777',
		mediaType: 'image',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/picture.png',
		options: { caption: 'Our new shop' },
	},
	needs: needsForChannel,
	body: async ({ recipient: number, mediaType: mediatype, options, ...source }, item) => {
		const media = await readMedia(item, source);
		return await mediaBody(media, 'media', {
			number,
			mediatype,
			...fileOf(mediatype, media, options),
			caption: options?.caption,
			...(mediatype === 'video' ? gif(options) : {}),
			...messageOptionsBody(options),
		});
	},
	content: ({ mediaType, options, ...source }, item) =>
		mediaContent(`${mediaType}Message`, source, item, options),
	simplify: simplifySentMessage,
});

type Media = Awaited<ReturnType<typeof readMedia>>;

const isAddress = (media: Media) => 'isUrl' in media && media.isUrl;

function fileOf(
	mediaType: string,
	media: Media,
	{ fileName: named, mimeType: given }: { fileName?: string; mimeType?: string } = {},
) {
	const file = 'file' in media ? media.file : undefined;
	const isUrl = isAddress(media);
	const fileName = named ?? file?.fileName ?? nameOfUrl(mediaType, media);
	if (mediaType === 'document' && !isUrl && fileName === undefined) {
		throw new InputProblem(
			['options', 'fileName'],
			'is required for a document',
			'Add the option File Name, e.g. invoice.pdf.',
		);
	}
	const base64 = 'text' in media && !isUrl ? media.text : undefined;
	return fileType(mediaType, { fileName, mimeType: file?.mimeType, given, base64 });
}

const nameOfUrl = (mediaType: string, media: Media) =>
	mediaType === 'document' && 'text' in media && media.isUrl ? nameInUrl(media.text) : undefined;

/** As texts, so that they fit into a multipart form. */
const gif = ({
	gifPlayback,
	gifAttribution,
}: { gifPlayback?: boolean; gifAttribution?: string } = {}) => ({
	gifPlayback: gifPlayback === true ? 'true' : undefined,
	gifAttribution,
});

/**
 * What tells the server the type of the file. If there is a name, the server derives the type from it, even if the name
 * has no extension (then the type is the text "false"). Nobody sees the name of a picture or a video.
 */
function fileType(
	mediatype: string,
	file: { fileName?: string; mimeType?: string; given?: string; base64?: string },
): { fileName?: string; mimetype?: string } {
	const { fileName, mimeType, given, base64 } = file;
	if (mediatype === 'audio' && given !== undefined) return { mimetype: given };
	const hasUsefulName = mediatype === 'document' || /\.\w+$/.test(fileName ?? '');
	if (mediatype === 'audio' && base64 !== undefined && !hasUsefulName) {
		return { fileName: audioName(base64) };
	}
	return { mimetype: mimeType, fileName: hasUsefulName ? fileName : undefined };
}
