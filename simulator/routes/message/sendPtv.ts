import { internal } from '../../core/answers';
import { sendSchema, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { mediaContent } from '../../whatsapp/mediaContent';
import { perChannel, sendBaileys } from '../../whatsapp/send';
import { sourceOf } from '../../whatsapp/source';

/** Sends a round video note. To get its duration, the server opens it as a local file, which fails for a URL. */
export const sendPtv: InstanceRoute = {
	method: 'POST',
	path: '/message/sendPtv/:instanceName',
	guard: 'instance',
	upload: 'file',
	schema: sendSchema({ video: textSchema }, []),
	handler: perChannel({
		async baileys(call) {
			const source = await sourceOf(
				call.state.config,
				call.body.video,
				'video',
				call.request.files,
			);
			if (source.from === 'url') {
				const reason = `ENOENT: no such file or directory, stat '${asString(call.body.video)}'`;
				throw internal(`Error: Failed to get video duration: ${reason}`);
			}
			const media = { ...source, mimetype: 'video/mp4' };
			return await sendBaileys(call, (contextInfo) => {
				const { messageType, part } = mediaContent('ptv', media, { contextInfo });
				return { messageType, message: { [messageType]: part }, contextInfo, media };
			});
		},
	}),
};
