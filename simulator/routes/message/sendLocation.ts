import { sendSchema, textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { sendBusiness } from '../../whatsapp/business';
import { perChannel, sendBaileys } from '../../whatsapp/send';

const partOf = ({ body }: InstanceCall): Json => ({
	degreesLatitude: body.latitude,
	degreesLongitude: body.longitude,
	name: body.name,
	address: body.address,
});

const messageType = 'locationMessage';

export const sendLocation: InstanceRoute = {
	method: 'POST',
	path: '/message/sendLocation/:instanceName',
	guard: 'instance',
	schema: sendSchema(
		{
			latitude: { type: 'number' },
			longitude: { type: 'number' },
			name: textSchema,
			address: textSchema,
		},
		['latitude', 'longitude', 'name', 'address'],
	),
	handler: perChannel({
		baileys: (call) =>
			sendBaileys(
				call,
				(contextInfo) => ({
					messageType,
					message: { locationMessage: { ...partOf(call), contextInfo } },
					contextInfo,
				}),
				['messageId'],
			),
		business: (call) =>
			sendBusiness(call, { messageType, message: { locationMessage: partOf(call) } }),
	}),
};
