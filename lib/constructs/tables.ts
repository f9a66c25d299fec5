import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TABLES } from '../../lambda/contract/tables.ts';
import { pinLogicalId } from './pin-logical-id.ts';
import { tablePolicy } from './table-policy.ts';

export interface TablesProps {
  readonly encryptionKey: IKey;
  /** Of the audit's table. */
  readonly auditKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  /** Whether the tables refuse to be deleted. */
  readonly kept: boolean;
}

interface TableShape {
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly ttl?: string;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** The DynamoDB tables, in the shapes that the functions expect (`lambda/contract/tables.ts`). */
export class Tables extends Construct {
  readonly keys: Table;
  readonly vault: Table;
  readonly state: Table;
  readonly audit: Table;
  readonly limits: Table;
  readonly spans: Table;

  constructor(scope: Construct, id: string, props: TablesProps) {
    super(scope, id);
    this.keys = this.#table('KeysTable', TABLES.keys, props);
    this.vault = this.#table('VaultTable', TABLES.vault, props);
    this.state = this.#table('StateTable', TABLES.state, props);
    this.audit = this.#table('AuditTable', TABLES.audit, { ...props, encryptionKey: props.auditKey }, true);
    this.limits = this.#table('LimitsTable', TABLES.limits, props);
    this.spans = this.#table('SpansTable', TABLES.spans, props);
  }

  #table(logicalId: string, shape: TableShape, props: TablesProps, appendOnly = false): Table {
    const table = new Table(this, logicalId, {
      partitionKey: text(shape.partitionKey),
      ...(shape.sortKey !== undefined && { sortKey: text(shape.sortKey) }),
      ...(shape.ttl !== undefined && { timeToLiveAttribute: shape.ttl }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.kept,
      resourcePolicy: tablePolicy({ appendOnly, kept: props.kept }),
      removalPolicy: props.removalPolicy,
    });
    pinLogicalId(table, logicalId);
    return table;
  }
}
