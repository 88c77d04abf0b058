import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../core/values/answer';
import { firstText, flagOrNull, numberOrNull, withoutNulls } from '../../core/values/loose';
import { isoOfSeconds } from '../../core/values/timestamps';
import { placeIn } from './places';

// Orders, products, invitations and appointments.

/** WhatsApp counts money in thousandths. */
const amountOf = (thousandths: unknown) => {
	const amount = numberOrNull(thousandths);
	return amount === null ? null : amount / 1000;
};

/** `order: { id, title, itemCount, total, currency }` */
export const orderDetails = (part: IDataObject): IDataObject => ({
	order: {
		id: firstText(part.orderId),
		title: firstText(part.orderTitle),
		itemCount: numberOrNull(part.itemCount),
		total: amountOf(part.totalAmount1000),
		currency: firstText(part.totalCurrencyCode),
	},
});

/** `product: { id, title, description, price, currency, url, retailerId }` */
export function productDetails(part: IDataObject): IDataObject {
	const product = recordOf(part.product);
	return {
		product: {
			id: firstText(product.productId),
			title: firstText(product.title),
			description: firstText(product.description),
			price: amountOf(product.priceAmount1000),
			currency: firstText(product.currencyCode),
			url: firstText(product.url),
			retailerId: firstText(product.retailerId),
		},
	};
}

/** `groupInvite: { group, name, code, expiresAt }` */
export const inviteDetails = (part: IDataObject): IDataObject => ({
	groupInvite: {
		group: firstText(part.groupJid),
		name: firstText(part.groupName),
		code: firstText(part.inviteCode),
		expiresAt: isoOfSeconds(part.inviteExpiration),
	},
});

/** `calendarEvent: { description, startsAt, endsAt, isCanceled, joinUrl, location }`; the name is the text. */
export const eventDetails = (part: IDataObject): IDataObject => ({
	calendarEvent: {
		description: firstText(part.description),
		startsAt: isoOfSeconds(part.startTime),
		endsAt: isoOfSeconds(part.endTime),
		isCanceled: flagOrNull(part.isCanceled) ?? false,
		joinUrl: firstText(part.joinLink),
		location: placeIn(recordOf(part.location)),
	},
});

/** Only the ID of the message that it is about; the part has the message's key as `part[key]`. */
export const targetOnly =
	(key: string) =>
	(part: IDataObject): IDataObject => ({ targetMessageId: firstText(recordOf(part[key]).id) });

/** `adReferral`: the advertisement from which the person wrote (`externalAdReply`), if there is one. */
export function adReferralOf(context: IDataObject): IDataObject {
	const ad = recordOf(context.externalAdReply);
	const isAd = ad.sourceId != null || ad.ctwaClid != null || ad.sourceType === 'ad';
	if (!isAd) return {};
	const adReferral = withoutNulls({
		title: firstText(ad.title),
		body: firstText(ad.body),
		sourceId: firstText(ad.sourceId),
		sourceType: firstText(ad.sourceType),
		sourceUrl: firstText(ad.sourceUrl),
		clickId: firstText(ad.ctwaClid),
		conversionSource: firstText(context.conversionSource),
	});
	return { adReferral };
}
