import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { mediaContent } from '../../whatsapp/mediaContent';
import { perChannel, sendBaileys } from '../../whatsapp/send';
import { sourceOf } from '../../whatsapp/source';

/** A round video note. */
export const sendPtv: InstanceRoute = {
	method: 'POST',
	path: '/message/sendPtv/:instanceName',
	guard: 'instance',
	upload: 'file',
	schema: sendSchema({ video: textSchema }, []),
	handler: perChannel({
		async baileys(call) {
			const source = await sourceOf(call.body.video, call.request.files, 'video');
			const media = { ...source, mimetype: 'video/mp4' };
			return await sendBaileys(call, (contextInfo) => {
				const { messageType, part } = mediaContent('ptv', media, { contextInfo });
				return { messageType, message: { [messageType]: part }, contextInfo, media };
			});
		},
	}),
};
