import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { sendBusiness } from '../../whatsapp/business';
import { sendEvolution } from '../../whatsapp/evolution';
import { mediaContent } from '../../whatsapp/mediaContent';
import { isAtLeast } from '../../state/config';
import { MENTIONS, perChannel, sendBaileys } from '../../whatsapp/send';
import { sourceOf } from '../../whatsapp/source';

const OPUS = 'audio/ogg; codecs=opus';

/** Before 2.4, voice notes can't have a quote. */
const ignored = ({ state }: InstanceCall) => [
	...MENTIONS,
	'messageId',
	...(isAtLeast(state.config, '2.4.0') ? [] : ['quoted']),
];

/** The real server converts a voice note to Opus. Here, the bytes stay unchanged. */
export const sendWhatsAppAudio: InstanceRoute = {
	method: 'POST',
	path: '/message/sendWhatsAppAudio/:instanceName',
	guard: 'instance',
	upload: 'file',
	schema: sendSchema({ audio: textSchema }, []),
	async handler(call) {
		const { audio } = call.body;
		const source = await sourceOf(call.state.config, audio, 'voice', call.request.files);
		const media = { ...source, mimetype: source.mimetype ?? 'audio/mpeg' };
		const messageType = 'audioMessage';
		return await perChannel({
			baileys: () =>
				sendBaileys(
					call,
					(context) => {
						const contextInfo = { ...context, statusAttributions: [] };
						const { part } = mediaContent('voice', { ...media, mimetype: OPUS }, { contextInfo });
						return { messageType, message: { [messageType]: part }, contextInfo, media };
					},
					ignored(call),
				),
			business: () =>
				sendBusiness(call, {
					messageType,
					message: {
						[messageType]: {
							fileName: 'audio.mp3',
							mediaType: 'audio',
							media: source.from === 'url' ? audio : undefined,
							mimetype: media.mimetype,
						},
					},
					media,
				}),
			evolution: () =>
				sendEvolution(call, { messageType, message: { mediaUrl: audio ?? '' }, media }),
		})(call);
	},
};
