import type { IDataObject } from 'n8n-workflow';

import {
	asRecord,
	asRecords,
	firstText,
	isRecord,
	numberOrNull,
	withoutNulls,
} from '../../core/values/answer';
import { collectTexts } from '../../server/messageContent';
import { isoFromMilliseconds, isoFromSeconds } from '../../core/values/time';

const readThousandths = (thousandths: unknown) => {
	const amount = numberOrNull(thousandths);
	return amount === null ? null : amount / 1000;
};

/** Reads an amount of money with an offset: `{ value: 1250, offset: 100 }` → 12.5. */
function readMoney(money: unknown): number | null {
	const { value, offset } = asRecord(money);
	const [amount, parts] = [numberOrNull(value), numberOrNull(offset)];
	if (amount === null) return null;
	return parts === null || parts <= 0 ? amount : amount / parts;
}

const readItem = (item: IDataObject): IDataObject =>
	withoutNulls({
		name: firstText(item.name, item.product_name),
		quantity: numberOrNull(item.quantity),
		price: readMoney(item.amount) ?? readThousandths(item.price),
		retailerId: firstText(item.retailer_id, item.product_retailer_id, item.id),
	});

export const orderDetails = (part: IDataObject): IDataObject => {
	// Meta's Cloud API sends a list of products without the total price.
	const items = asRecords(part.product_items);
	const prices = items.map(
		(item) => (numberOrNull(item.item_price) ?? NaN) * (numberOrNull(item.quantity) ?? NaN),
	);
	const sum = prices.reduce((total, price) => total + price, 0);
	const count = items.reduce((total, { quantity }) => total + (numberOrNull(quantity) ?? 0), 0);
	return {
		order: {
			id: firstText(part.orderId, part.catalog_id),
			title: firstText(part.orderTitle),
			itemCount: numberOrNull(part.itemCount) ?? (items.length > 0 ? count : null),
			total:
				readThousandths(part.totalAmount1000) ??
				(items.length > 0 && Number.isFinite(sum) ? sum : null),
			currency: firstText(part.totalCurrencyCode, items[0]?.currency),
			status: null,
			items: items.map((item) => ({
				...readItem(item),
				...withoutNulls({ price: numberOrNull(item.item_price) }),
			})),
		},
	};
};

/** A catalog has only title and description. */
export function productDetails(part: IDataObject): IDataObject {
	const product = asRecord(part.product ?? part.catalog);
	return {
		product: {
			id: firstText(product.productId),
			title: firstText(product.title),
			description: firstText(product.description),
			price: readThousandths(product.salePriceAmount1000 || product.priceAmount1000),
			currency: firstText(product.currencyCode),
			url: firstText(product.url),
			retailerId: firstText(product.retailerId),
		},
	};
}

export const noteOf = ({ noteMessage }: IDataObject): string | null =>
	firstText(...collectTexts(noteMessage));

export function offerDetails({ limited_time_offer: offer }: IDataObject): IDataObject {
	if (!isRecord(offer)) return {};
	return {
		offer: {
			text: firstText(offer.text),
			code: firstText(offer.copy_code),
			url: firstText(offer.url),
			expiresAt: isoFromMilliseconds(offer.expiration_time),
		},
	};
}

interface Payment {
	readonly amount?: number | null;
	readonly currency?: string | null;
	readonly reference?: string | null;
	readonly status?: string | null;
	readonly pixKey?: string | null;
	readonly recipient?: string | null;
	readonly expiresAt?: string | null;
	readonly items?: readonly IDataObject[];
}

const payment = ({ items = [], ...details }: Payment): IDataObject => ({
	payment: {
		amount: details.amount ?? null,
		currency: details.currency ?? null,
		reference: details.reference ?? null,
		status: details.status ?? null,
		pixKey: details.pixKey ?? null,
		recipient: details.recipient ?? null,
		expiresAt: details.expiresAt ?? null,
		items: [...items],
	},
});

/** Reads `requestPaymentMessage` and similar parts. The amount is `{ value, offset }`, or `amount1000` in thousandths. */
export const paymentDetails = (part: IDataObject): IDataObject => {
	const amount = asRecord(part.amount ?? part.totalAmount);
	return payment({
		amount: readMoney(amount) ?? readThousandths(part.amount1000),
		currency: firstText(part.currencyCodeIso4217, amount.currencyCode, part.currency),
		reference: firstText(part.referenceId, part.token),
		expiresAt: isoFromSeconds(part.expiryTimestamp ?? part.dueTimestamp),
	});
};

/** Reads `invoiceMessage`. Its `note` is the message's text, and its `token` is the invoice's reference. */
export const invoiceDetails = (part: IDataObject): IDataObject =>
	payment({ reference: firstText(part.token) });

const PAYMENT_FLOW = /^(payment|review_and_pay|pix|wa_pay|boleto)/;
const ORDER_FLOW = /^(review_order|order_(details|status))/;

export const isPaymentFlow = (name: string | null) => PAYMENT_FLOW.test(name ?? '');
export const isOrderFlow = (name: string | null) => ORDER_FLOW.test(name ?? '');

/** Despite its name, `pixKey` may also be a boleto's code or a payment link. */
function readPix(settings: unknown): { pixKey: string | null; recipient: string | null } {
	for (const setting of asRecords(settings)) {
		const pix = [
			setting.pix_static_code,
			setting.pix_dynamic_code,
			setting.boleto,
			setting.payment_link,
		].find(isRecord);
		const account = asRecord(pix);
		const pixKey = firstText(account.key, account.code, account.digitable_line, account.uri);
		if (pixKey !== null) return { pixKey, recipient: firstText(account.merchant_name) };
	}
	return { pixKey: null, recipient: null };
}

export function flowDetails(name: string | null, parameters: IDataObject): IDataObject {
	const order = asRecord(parameters.order);
	const items = asRecords(order.items).map(readItem);
	const total = readMoney(parameters.total_amount ?? order.total_amount);
	const reference = firstText(parameters.reference_id);
	const status = firstText(parameters.payment_status, order.status, parameters.status);
	const currency = firstText(parameters.currency);
	if (isOrderFlow(name)) {
		const counts = items.map(({ quantity }) => numberOrNull(quantity) ?? 1);
		const itemCount = items.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
		return { order: { id: reference, title: null, itemCount, total, currency, status, items } };
	}
	if (!isPaymentFlow(name)) return {};
	const pix = readPix(parameters.payment_settings);
	return payment({ amount: total, currency, reference, status, items, ...pix });
}
