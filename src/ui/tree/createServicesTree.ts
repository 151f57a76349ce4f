import type { AlertBook } from '../alerts/alertBook.ts';
import type { Host } from '../host.ts';
import type { Metrics } from '../metrics/createMetrics.ts';
import { ServicesTree } from './servicesTree.ts';

/** The tree of services; the engine hears whose signals somebody looks at, there or among the pins. */
export function createServicesTree(host: Host, { families, pins }: Metrics, alerts: AlertBook): ServicesTree {
  const { engine, own } = host;
  const sendInterest = (): void => engine.setInterest({ everything: tree.visible, pins: pins.all });
  const tree: ServicesTree = own(
    new ServicesTree({
      ...host,
      families,
      pins,
      alerts,
      onVisible: sendInterest,
      onBug: (error) => host.onBug(error, 'the metrics of the tree'),
    }),
  );
  own(pins.onDidChange(sendInterest));
  sendInterest();
  return tree;
}
