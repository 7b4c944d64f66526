import { connect, type AmqpConnectionManager, type ChannelWrapper } from 'amqp-connection-manager';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';

const QUEUE = 'orders';
const CONFIRM_MS = 300;

export interface Order {
  readonly key: string;
  readonly sku: string;
}

/** Connects, and connects again whenever the connection is lost; heartbeats notice one that is only silent. */
export function connectQueue(url: string): AmqpConnectionManager {
  const connection = connect([url], { heartbeatIntervalInSeconds: 2, reconnectTimeInSeconds: 1 });
  connection.on('disconnect', ({ err }) => process.stdout.write(`queue: ${err.message}\n`));
  return connection;
}

/** Takes orders into a durable queue. A promise resolved is an order that the broker has on disk. */
export class OrderSender {
  readonly #channel: ChannelWrapper;

  constructor(connection: AmqpConnectionManager) {
    this.#channel = connection.createChannel({
      confirm: true,
      json: true,
      publishTimeout: CONFIRM_MS,
      setup: (channel: ConfirmChannel) => channel.assertQueue(QUEUE, { durable: true }),
    });
  }

  /** Rejects when the broker has not confirmed within 300 ms: the client asks again with the same key. */
  async send(order: Order): Promise<void> {
    await this.#channel.sendToQueue(QUEUE, order, { persistent: true, messageId: order.key });
  }
}

/** Hands each order to `act` and acknowledges when that resolves; a rejected one comes back after a second. */
export function receiveOrders(connection: AmqpConnectionManager, act: (order: Order) => Promise<void>): void {
  const channel: ChannelWrapper = connection.createChannel({
    setup: async (raw: ConfirmChannel) => {
      await raw.assertQueue(QUEUE, { durable: true });
      await raw.prefetch(20);
    },
  });
  const take = async (message: ConsumeMessage): Promise<void> => {
    try {
      const order: Order = JSON.parse(message.content.toString());
      await act(order);
      channel.ack(message);
    } catch (error) {
      process.stdout.write(`order put back: ${String(error)}\n`);
      setTimeout(() => channel.nack(message, false, true), 1_000);
    }
  };
  void channel.consume(QUEUE, (message) => void take(message));
}
