import { successWith } from '../../core/answers';
import { checkFormattedNumber } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { useClient } from '../../life/useClient';
import { withId, NEEDS_NUMBER } from '../../sending/common';
import { sendMessage } from '../../sending/sendMessage';

const struct = {
	name: 'LocationStruct',
	fields: {
		...withId,
		name: 'string',
		latitude: 'float64',
		longitude: 'float64',
		address: 'string',
	},
} as const;

/** The server takes a latitude or longitude of 0 for a missing one. */
export const sendLocation: InstanceGoRoute = {
	method: 'POST',
	path: '/send/location',
	key: 'instance',
	numbers: checkFormattedNumber,
	async run(call) {
		const body = bodyOf(call, struct, [
			NEEDS_NUMBER,
			['latitude', 'latitude is required'],
			['longitude', 'longitude is required'],
			['address', 'address is required'],
			['name', 'name is required'],
		]);
		await useClient(call);
		const { latitude, longitude, name, address } = body;
		return successWith(
			await sendMessage(call, body, {
				messageType: 'locationMessage',
				type: 'LocationMessage',
				part: { degreesLatitude: latitude, degreesLongitude: longitude, name, address },
			}),
		);
	},
};
