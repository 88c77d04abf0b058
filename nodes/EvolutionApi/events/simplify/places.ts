import type { IDataObject } from 'n8n-workflow';

import { recordOf, recordsIn } from '../../core/values/answer';
import { firstText, numberOrNull } from '../../core/values/loose';

/** `location: { latitude, longitude, name, address, accuracy (m), speed (m/s) }` */
export const locationDetails = (part: IDataObject): IDataObject => ({ location: locationOf(part) });

const locationOf = (part: IDataObject): IDataObject => ({
	latitude: numberOrNull(part.degreesLatitude),
	longitude: numberOrNull(part.degreesLongitude),
	name: firstText(part.name),
	address: firstText(part.address),
	accuracy: numberOrNull(part.accuracyInMeters),
	speed: numberOrNull(part.speedInMps),
});

/** The same of something that need not have a place; null if it has none. */
export function placeIn(part: IDataObject): IDataObject | null {
	const location = locationOf(part);
	return Object.values(location).some((value) => value !== null) ? location : null;
}

/** The numbers of a vCard; for those on WhatsApp, `waid` is the number. */
function phonesIn(vcard: string): string[] {
	const lines = vcard.split(/\r?\n/).filter((line) => /^(?:item\d+\.)?TEL/i.test(line));
	const phones = lines.map((line) => {
		const waid = /waid=(\d+)/i.exec(line)?.[1];
		return waid ?? line.slice(line.indexOf(':') + 1).replace(/[^\d+]/g, '');
	});
	return [...new Set(phones.filter((phone) => phone !== ''))];
}

function cardOf(card: IDataObject): IDataObject {
	const vcard = firstText(card.vcard);
	return {
		name: firstText(card.displayName),
		phoneNumbers: vcard === null ? [] : phonesIn(vcard),
		vcard,
	};
}

/** `contacts: [{ name, phoneNumbers, vcard }]` */
export const contactDetails = (part: IDataObject): IDataObject => ({ contacts: [cardOf(part)] });

export const contactsDetails = (part: IDataObject): IDataObject => ({
	contacts: recordsIn(recordOf(part).contacts).map(cardOf),
});
