<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
  <rules key="root">
   <rule key="rule0" symbol="0" label="Sub-grids" filter="&quot;level&quot; = 2 AND &quot;edition_id&quot; = coalesce(maximum(&quot;edition_id&quot;, filter:=&quot;level&quot; = 2), maximum(&quot;edition_id&quot;))" />
   <rule key="rule1" symbol="1" label="Level-one grids" filter="&quot;level&quot; = 1 AND &quot;edition_id&quot; = coalesce(maximum(&quot;edition_id&quot;, filter:=&quot;level&quot; = 2), maximum(&quot;edition_id&quot;))" />
   <rule key="rule2" symbol="2" label="Other nets and editions" filter="ELSE" checkstate="0" />
  </rules>
  <symbols>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="0">
    <layer class="SimpleFill" enabled="1" pass="0" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="0,0,0,0" />
      <Option name="style" type="QString" value="no" />
      <Option name="outline_color" type="QString" value="92,127,146,255" />
      <Option name="outline_style" type="QString" value="solid" />
      <Option name="outline_width" type="QString" value="0.52" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="1">
    <layer class="SimpleFill" enabled="1" pass="1" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="0,0,0,0" />
      <Option name="style" type="QString" value="no" />
      <Option name="outline_color" type="QString" value="10,106,134,255" />
      <Option name="outline_style" type="QString" value="solid" />
      <Option name="outline_width" type="QString" value="1.95" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" clip_to_extent="1" force_rhr="0" name="2">
    <layer class="SimpleFill" enabled="1" pass="2" locked="0">
     <Option type="Map">
      <Option name="color" type="QString" value="0,0,0,0" />
      <Option name="style" type="QString" value="no" />
      <Option name="outline_color" type="QString" value="107,124,140,255" />
      <Option name="outline_style" type="QString" value="dash" />
      <Option name="outline_width" type="QString" value="0.52" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="joinstyle" type="QString" value="round" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="rule-based">
  <rules key="root">
   <rule key="label0" scalemaxdenom="150000" scalemindenom="1" filter="&quot;level&quot; = 1 AND &quot;edition_id&quot; = coalesce(maximum(&quot;edition_id&quot;, filter:=&quot;level&quot; = 2), maximum(&quot;edition_id&quot;))">
    <settings calloutType="simple">
     <text-style fieldName="name" isExpression="0" fontFamily="Noto Sans CJK SC" fontSize="10.50" fontSizeUnit="Point" fontWeight="75" textColor="18,34,46,255" textOpacity="1" multilineHeight="1">
      <text-buffer bufferDraw="1" bufferSize="1.20" bufferSizeUnits="Point" bufferColor="243,242,238,255" bufferOpacity="1" />
     </text-style>
     <placement placement="0" centroidInside="1" placementFlags="9" />
     <rendering drawLabels="1" obstacle="0" displayAll="0" />
    </settings>
   </rule>
   <rule key="label1" scalemaxdenom="20000" scalemindenom="1" filter="&quot;level&quot; = 2 AND &quot;edition_id&quot; = coalesce(maximum(&quot;edition_id&quot;, filter:=&quot;level&quot; = 2), maximum(&quot;edition_id&quot;))">
    <settings calloutType="simple">
     <text-style fieldName="name" isExpression="0" fontFamily="Noto Sans CJK SC" fontSize="8.62" fontSizeUnit="Point" fontWeight="50" textColor="71,87,102,255" textOpacity="1" multilineHeight="1">
      <text-buffer bufferDraw="1" bufferSize="1.20" bufferSizeUnits="Point" bufferColor="243,242,238,255" bufferOpacity="1" />
     </text-style>
     <placement placement="0" centroidInside="1" placementFlags="9" />
     <rendering drawLabels="1" obstacle="0" displayAll="0" />
    </settings>
   </rule>
  </rules>
 </labeling>
</qgis>
