import { crashed } from '../../core/answers';
import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { mediaContent } from '../../whatsapp/mediaContent';
import { perChannel, sendBaileys } from '../../whatsapp/send';
import { sourceOf } from '../../whatsapp/source';

/** The upload is accepted and then ignored by the real server, which fails on the missing address. */
export const sendSticker: InstanceRoute = {
	method: 'POST',
	path: '/message/sendSticker/:instanceName',
	guard: 'instance',
	upload: 'file',
	schema: sendSchema({ sticker: textSchema }, []),
	handler: perChannel({
		async baileys(call) {
			if (call.request.files.length > 0) throw crashed('Invalid URL');
			const source = await sourceOf(call.body.sticker, [], 'sticker');
			const media = { ...source, mimetype: 'image/webp' };
			return await sendBaileys(call, (context) => {
				const contextInfo = { ...context, statusAttributions: [] };
				const { messageType, part } = mediaContent('sticker', media, { contextInfo });
				return { messageType, message: { [messageType]: part }, contextInfo, media };
			});
		},
	}),
};
